/**
 * What every test of site/ needs: a real directory to serve, requests made by hand, and a reader of
 * responses that treats sources as the writer would.
 */

import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, mock } from 'node:test'
import type { Request, Response } from '../../src/semantics/exchange.ts'
import { FieldSection } from '../../src/semantics/fields.ts'

/** Long enough ago for a file not to be taken for one that is being written. */
const AGE_SECONDS = 60

/** A directory with these files, by path; removed when the tests of the file are done. */
export function makeDirectory(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'octets-site-'))
  after(() => rmSync(directory, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), content)
    age(join(directory, path))
  }
  return directory
}

/** Sets the modification time of a file back, as if nobody had just written it. */
export function age(path: string): void {
  const modified = Date.now() / 1000 - AGE_SECONDS
  utimesSync(path, modified, modified)
}

/**
 * Lets no file grow older for the rest of a test file. A large one that is seconds old stays open for
 * whoever asks next, and on a slow machine a new one would be before the descriptors are counted.
 */
export function stopClock(): void {
  const now = Date.now()
  mock.method(Date, 'now', () => now)
}

type FieldsAsked = Readonly<Record<string, string>>

export function makeRequest(target: string, fields: FieldsAsked = {}, method = 'GET'): Request {
  return {
    method,
    target,
    targetAmong: (texts) => texts.find(Buffer.from(target, 'latin1'), 0, target.length),
    authority: 'localhost',
    isFor: (host) => host === 'localhost',
    get now() {
      return performance.now()
    },
    version: '1.1',
    fields: new FieldSection(Object.entries(fields)),
    content: noOctets(),
    scheme: 'http',
    remoteAddress: '127.0.0.1',
    signal: new AbortController().signal,
  }
}

async function* noOctets(): AsyncGenerator<Uint8Array> {}

export function fieldOf(response: Response, name: string): string | undefined {
  return new FieldSection(response.fields).get(name.toLowerCase())
}

/** Makes a FIFO, for which Node has no function. */
export function makeFifo(path: string): void {
  const { status, stderr } = spawnSync('mkfifo', [path], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`Cannot make a FIFO: ${stderr}`)
}

/** How many files this process has open, apart from those of what loads its modules. */
export function countDescriptors(): number {
  return readdirSync('/dev/fd').filter((name) => !isOfOthers(`/dev/fd/${name}`)).length
}

/** tsx lists and writes its cache in the background, when tests have already begun. */
const LOADERS_CACHE = join(tmpdir(), 'tsx-')

/** What is no file, sockets and pipes, has no path: tsx closes some of them when tests have begun. */
function isOfOthers(link: string): boolean {
  try {
    const path = readlinkSync(link)
    return !path.startsWith('/') || path.startsWith(LOADERS_CACHE)
  } catch (error) {
    // The one that the list was read by is closed by now, and its number may be the loader's.
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

/** The content as text. A source is read in small pieces to the promised length, then closed. */
export async function readContent({ content }: Response): Promise<string> {
  switch (content.kind) {
    case 'none':
      return ''
    case 'octets':
      return Buffer.from(content.octets).toString()
    case 'stream': {
      const pieces: Uint8Array[] = []
      for await (const piece of content.stream) pieces.push(Uint8Array.from(piece))
      return Buffer.concat(pieces).toString()
    }
    case 'source': {
      const { source, position, length } = content
      const octets = Buffer.alloc(length)
      try {
        for (let filled = 0; filled < length; ) {
          const into = octets.subarray(filled, filled + 40_000)
          const count = await source.read(into, position + filled)
          if (count === 0) return octets.toString('utf8', 0, filled)
          filled += count
        }
        return octets.toString()
      } finally {
        source.close()
      }
    }
  }
}
