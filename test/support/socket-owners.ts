/** Which process holds which connection? As the system tells, for nothing in an answer does. */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const ESTABLISHED = '01'

/** Ports of the clients whose connections to `port` on 127.0.0.1 a process has accepted. */
export function clientPortsOf(pid: number, port: number): ReadonlySet<number> {
  const owned = new Set(socketsOf(pid))
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)
  return new Set(
    rows.flatMap((row) => {
      const [, local = '', remote = '', state, , , , , , inode = ''] = row.trim().split(/\s+/)
      const isOurs = portOf(local) === port && state === ESTABLISHED && owned.has(inode)
      return isOurs ? portOf(remote) : []
    }),
  )
}

/** Inodes, as /proc/net/tcp has them. */
function socketsOf(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).flatMap((name) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${name}`))?.[1] ?? []
    } catch {
      // Closed since it was listed.
      return []
    }
  })
}

/** `0100007F:1F90` is 127.0.0.1:8080. */
function portOf(address: string): number {
  return Number.parseInt(address.split(':')[1] ?? '', 16)
}
