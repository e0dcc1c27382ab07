/**
 * How is a UNIX socket's file made, when one may be there already?
 *
 * A server that was killed leaves its file behind, and the next one could not listen. So a file is
 * removed if it is a socket at which nobody answers, and only then.
 *
 * The mode is there from the first moment: between making the file and changing its mode, anyone
 * could have connected.
 */

import { lstatSync, unlinkSync } from 'node:fs'
import { connect } from 'node:net'
import type { Server } from '../server/server.ts'
import { codeOf } from './start-error.ts'

/** What fits into `sun_path` with its NUL; libuv would leave the rest off without a word. */
const MAX_PATH_OCTETS = process.platform === 'linux' ? 107 : 103

/**
 * @throws the system's error: `EADDRINUSE` when somebody answers there, or it is no socket;
 *   `ENAMETOOLONG`
 */
export async function listenAtPath(
  server: Server,
  path: string,
  mode: number | undefined,
): Promise<void> {
  if (Buffer.byteLength(path) > MAX_PATH_OCTETS)
    throw Object.assign(new Error(`Path of ${path.length} chars`), { code: 'ENAMETOOLONG' })
  try {
    await listenWithMode(server, path, mode)
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE' || !(await isLeftBehind(path))) throw error
    unlinkSync(path)
    await listenWithMode(server, path, mode)
  }
}

async function listenWithMode(
  server: Server,
  path: string,
  mode: number | undefined,
): Promise<void> {
  if (mode === undefined) {
    await server.listen({ path })
    return
  }
  const usual = process.umask(~mode & 0o777)
  // The file is made before this returns.
  const listening = server.listen({ path })
  process.umask(usual)
  await listening
}

async function isLeftBehind(path: string): Promise<boolean> {
  if (!lstatSync(path).isSocket()) return false
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('error', (error) => resolve(codeOf(error) === 'ECONNREFUSED'))
    socket.once('connect', () => {
      socket.destroy()
      resolve(false)
    })
  })
}
