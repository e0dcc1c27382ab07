/**
 * Who is measured?
 *
 * octets as a user starts it; a server that does nothing, which is the ceiling; servers of the same
 * kind from npm, which live in a package of their own (bench/package.json); and native ones where
 * they are installed. Who is not there is left out, and the targets that need him say so.
 */

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findFreePort } from './listening.ts'
import { NATIVE } from './native-configurations.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import type { Site } from './site.ts'

export type ContenderName =
  | 'octets'
  | 'null'
  | 'node:http'
  | 'sirv'
  | 'serve-handler'
  | '@fastify/static'
  | 'nginx'
  | 'lighttpd'
  | 'h2o'

export interface Contender {
  readonly name: ContenderName
  /** `undefined` when it is not installed. */
  readonly version: string | undefined
  /**
   * Starts it on `site`.
   *
   * @param words for the null server, which serves no site: see bench/servers/null.mjs
   */
  start(site: Site, words: readonly string[]): Promise<ServerProcess>
}

const BENCH = join(import.meta.dirname, '..')
const PROJECT = join(BENCH, '..')

/** Looks which of them are there. */
// biome-ignore format: one contender a line reads as the table it is
export const findContenders = (): readonly Contender[] => [
  script('octets',          versionIn(PROJECT),                    ({ root }) => [join(PROJECT, 'dist/cli/main.js'), root, '--port', '0', '--quiet']),
  script('null',            process.version,                       (_, words) => [server('null.mjs'), ...words]),
  script('node:http',       process.version,                       ({ root }) => [server('node-http.mjs'), root]),
  script('sirv',            installedVersion('sirv'),              ({ root }) => [server('sirv.mjs'), root]),
  script('serve-handler',   installedVersion('serve-handler'),     ({ root }) => [server('serve-handler.mjs'), root]),
  script('@fastify/static', installedVersion('@fastify/static'),   ({ root }) => [server('fastify-static.mjs'), root]),
  native('nginx',           /nginx\/(\S+)/),
  native('lighttpd',        /lighttpd\/(\S+)/),
  native('h2o',             /version (\S+)/),
]

/** The command that starts a server of ours or from npm, without the program itself. */
type Words = (site: Site, words: readonly string[]) => readonly string[]

function script(name: ContenderName, version: string | undefined, words: Words): Contender {
  const start: Contender['start'] = (site, more) =>
    startServer([process.execPath, ...words(site, more)])
  return { name, version, start }
}

function native(name: keyof typeof NATIVE, pattern: RegExp): Contender {
  const { stdout, stderr } = spawnSync(name, ['-v'], { encoding: 'utf8' })
  const version = pattern.exec(`${stdout}${stderr}`)?.[1]
  const start: Contender['start'] = async ({ root, scratch }) => {
    const port = await findFreePort()
    // Several of one name may be up at a time.
    const own = mkdtempSync(join(scratch, `${name}-`))
    return startServer(NATIVE[name]({ root, scratch: own, port }), port)
  }
  return { name, version, start }
}

function server(file: string): string {
  return join(BENCH, 'servers', file)
}

function installedVersion(name: string): string | undefined {
  return versionIn(join(BENCH, 'node_modules', name))
}

function versionIn(folder: string): string | undefined {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return undefined
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}
