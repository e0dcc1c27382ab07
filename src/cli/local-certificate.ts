/**
 * Which certificate can a server have that nobody knows?
 *
 * One that is signed by an authority of the user's own, made here and kept in the user's cache folder:
 *
 *   authority.pem   the authority: its key and its certificate; for nobody but the user
 *   ca.pem          its certificate alone: what browsers and curl are told to trust, once
 *   server.pem      the server's key and certificate, for the names of this machine
 *
 * The authority stays, so that trusting it once is enough. The server's certificate is made anew
 * before it runs out and whenever the names have changed, as addresses do.
 *
 * A file is written under another name and then renamed, so that two programs that start at once
 * never read half a file; an authority is linked into its place, and the first one stays. What makes
 * certificates takes a while to load, and is loaded when one has to be made.
 */

import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import type { Certificate } from '../server/tls-door.ts'
import type { Pair } from './certificate-making.ts'
import { codeOf, StartError } from './start-error.ts'

export interface LocalCertificate extends Certificate {
  /** File of the authority's certificate. */
  readonly authorityFile: string
}

const DAY_MILLISECONDS = 86_400_000
const AUTHORITY_DAYS = 3650
/** Browsers want less than 398. */
const SERVER_DAYS = 365
/** With less left than this, a server's certificate is made anew. */
const SPARE_DAYS = 30

/**
 * Reads what is kept in `folder`, and makes what is missing, too old, or for other names.
 *
 * @param names host names and addresses
 * @throws {StartError} when nothing can be kept there
 */
export async function openLocalCertificate(
  folder: string,
  names: readonly string[],
): Promise<LocalCertificate> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const authority = await openAuthority(folder)
    const authorityFile = join(folder, 'ca.pem')
    keep(authorityFile, authority.certificate, 0o644)
    const server = await openServer(join(folder, 'server.pem'), names, authority)
    return { ...server, authorityFile }
  } catch (error) {
    const why = codeOf(error) || (error as Error).message
    throw new StartError(1, `Cannot keep a certificate in '${folder}': ${why}`)
  }
}

async function openAuthority(folder: string): Promise<Pair> {
  const file = join(folder, 'authority.pem')
  const known = readAuthority(file)
  if (known !== undefined) return known
  const { makeAuthority } = await import('./certificate-making.ts')
  const made = await makeAuthority(AUTHORITY_DAYS)
  // Another program may have made one meanwhile.
  if (readAuthority(file) === undefined) rmSync(file, { force: true })
  const temporary = writeBeside(file, textOf(made), 0o600)
  try {
    linkSync(temporary, file)
    return made
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    return readAuthority(file) ?? made
  } finally {
    rmSync(temporary)
  }
}

/** One that outlives the certificates that it is to sign. */
function readAuthority(file: string): Pair | undefined {
  const pair = readPair(file)
  return pair !== undefined && isGoodFor(pair, SERVER_DAYS) ? pair : undefined
}

async function openServer(file: string, names: readonly string[], authority: Pair): Promise<Pair> {
  const known = readPair(file)
  const isOurs =
    known !== undefined &&
    isGoodFor(known, SPARE_DAYS) &&
    isSignedBy(known, authority) &&
    isFor(known, names)
  if (isOurs) return known
  const { makeServer } = await import('./certificate-making.ts')
  const made = await makeServer(names, SERVER_DAYS, authority)
  keep(file, textOf(made), 0o600)
  return made
}

/** `undefined` when there is none, or what is there is none. */
function readPair(file: string): Pair | undefined {
  try {
    const pem = readFileSync(file, 'utf8')
    const at = pem.indexOf('-----BEGIN CERTIFICATE-----')
    const pair = { key: pem.slice(0, at), certificate: pem.slice(at) }
    const certificate = new X509Certificate(pair.certificate)
    return certificate.checkPrivateKey(createPrivateKey(pair.key)) ? pair : undefined
  } catch {
    return undefined
  }
}

function textOf({ key, certificate }: Pair): string {
  return `${key}${certificate}`
}

function isGoodFor({ certificate }: Pair, days: number): boolean {
  const { validTo } = new X509Certificate(certificate)
  return Date.parse(validTo) - Date.now() > days * DAY_MILLISECONDS
}

function isSignedBy({ certificate }: Pair, authority: Pair): boolean {
  const { publicKey } = new X509Certificate(authority.certificate)
  return new X509Certificate(certificate).verify(publicKey)
}

function isFor({ certificate }: Pair, names: readonly string[]): boolean {
  const parsed = new X509Certificate(certificate)
  const has = (name: string): boolean =>
    (isIP(name) === 0 ? parsed.checkHost(name) : parsed.checkIP(name)) !== undefined
  const count = parsed.subjectAltName?.split(', ').length
  return count === names.length && names.every(has)
}

/** Puts `text` into `file` as a whole. */
function keep(file: string, text: string, mode: number): void {
  renameSync(writeBeside(file, text, mode), file)
}

function writeBeside(file: string, text: string, mode: number): string {
  const temporary = `${file}.${randomUUID()}`
  writeFileSync(temporary, text, { mode, flag: 'wx' })
  return temporary
}
