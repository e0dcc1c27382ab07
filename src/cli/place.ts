/**
 * Where is a server asked to listen?
 *
 *   tcp://127.0.0.1:8080   tcp://[::1]:0   an address and a port; 0 takes any free one
 *   8080                                   a port, on both loopback addresses
 *   unix:/run/site.sock?mode=660           a UNIX socket, and who may use its file
 *   fd:3                                   a socket that is open already
 */

import { ValueError } from './value-error.ts'

export type Place =
  /** Without a host: both loopback addresses. */
  | { readonly kind: 'tcp'; readonly host: string | undefined; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string; readonly mode: number | undefined }
  | { readonly kind: 'fd'; readonly fd: number }

/** The first descriptor that is handed over; see sd_listen_fds(3). */
const FIRST_FD = 3
const MAX_FDS = 64

export function parsePlace(text: string): Place {
  const [, fd] = /^fd:(\d{1,4})$/.exec(text) ?? []
  if (fd !== undefined) return { kind: 'fd', fd: Number(fd) }
  const [, path, mode] = /^unix:(?:\/\/(?=\/))?([^?\0]+)(?:\?mode=([0-7]{3,4}))?$/.exec(text) ?? []
  if (path !== undefined) {
    return { kind: 'unix', path, mode: mode === undefined ? undefined : Number.parseInt(mode, 8) }
  }
  const [, port, address, name, portThere] =
    /^(?:(\d+)|tcp:\/\/(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+)):(\d+)\/?)$/i.exec(text) ?? []
  const number = Number(port ?? portThere)
  if (!(number <= 65_535)) {
    throw new ValueError('It is none of tcp://HOST:PORT, unix:PATH, unix:PATH?mode=660, fd:NUMBER.')
  }
  return { kind: 'tcp', host: address ?? name, port: number }
}

interface Asked {
  readonly listen: readonly Place[] | undefined
  readonly host: string | undefined
  readonly port: number
}

/**
 * The places that these options name: with `--listen`, else those that systemd hands over, else
 * `--host` and `--port`.
 */
export function placesOf(
  { listen, host, port }: Asked,
  environment: Readonly<Record<string, string | undefined>>,
  pid: number,
): readonly Place[] {
  if (listen !== undefined) return listen
  const inherited = inheritedFds(environment, pid)
  if (inherited.length > 0) return inherited.map((fd) => ({ kind: 'fd', fd }))
  return [{ kind: 'tcp', host, port }]
}

/** Meant for this process and not for one that it was started by: the number of it is said, too. */
function inheritedFds(
  { LISTEN_PID, LISTEN_FDS = '' }: Readonly<Record<string, string | undefined>>,
  pid: number,
): readonly number[] {
  const isMeant = LISTEN_PID === String(pid) && /^\d{1,3}$/.test(LISTEN_FDS)
  const count = isMeant ? Math.min(Number(LISTEN_FDS), MAX_FDS) : 0
  return Array.from({ length: count }, (_, at) => FIRST_FD + at)
}

/** Whether only this machine can connect. What another program has opened is not known. */
export function isLocal(places: readonly Place[]): boolean {
  return places.every(
    (place) =>
      place.kind === 'unix' ||
      (place.kind === 'tcp' && (place.host === undefined || isLoopbackAddress(place.host))),
  )
}

/** Also as a socket for both families has it. */
function isLoopbackAddress(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(host)
}
