/**
 * The site that the rows are sent to: a folder served by `serveFiles`, as the program does, and a
 * few paths beside it that show what a handler was told.
 */

import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FieldLine, Handler, Request, Response } from '../../src/semantics/exchange.ts'
import { serveFiles } from '../../src/site/file-handler.ts'

const FILES: Readonly<Record<string, string>> = {
  'index.html': 'home\n',
  'ten.txt': '0123456789',
  'empty.txt': '',
  'large.txt': 'x'.repeat(70_000),
  'style.css': '*{}',
  'no-extension': '?',
  'folder/index.html': 'folder\n',
  'listed/one.txt': '1',
  'a b.txt': 'space',
}

/** Of every file: long ago, on a whole second. */
const MODIFIED = Date.UTC(2022, 0, 1) / 1000

export interface Site {
  readonly handle: Handler
  remove(): void
}

export function makeSite(): Site {
  const folder = mkdtempSync(join(tmpdir(), 'octets-conformance-'))
  for (const [name, content] of Object.entries(FILES)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    utimesSync(path, MODIFIED, MODIFIED)
  }
  const files = serveFiles(folder)
  return {
    handle: (request) => {
      const [path = ''] = request.target.split('?')
      return (Object.hasOwn(SHOWN, path) ? SHOWN[path]! : files)(request)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

// biome-ignore format: one path a line
const SHOWN: Readonly<Record<string, Handler>> = {
  '/told':    ({ method, target, authority, version }) => show(`${method} ${target} ${authority} ${version}`),
  '/x':       ({ fields }) => show(`[${fields.all('x').join('|')}]`),
  '/echo':    async (request) => show((await slicesOf(request)).join('')),
  '/slices':  async (request) => show(`${(await slicesOf(request)).length}`),
  '/stream':  () => ({ status: 200, fields: [], content: { kind: 'stream', stream: stream() } }),
  '/fails':   () => { throw new Error('as asked') },
  '/injects': () => show('', [['X', 'a\r\nInjected: yes']]),
  '/after':   () => show('after'),
}

function show(text: string, fields: readonly FieldLine[] = []): Response {
  return { status: 200, fields, content: { kind: 'octets', octets: Buffer.from(text, 'latin1') } }
}

async function slicesOf({ content }: Request): Promise<readonly string[]> {
  const slices: string[] = []
  for await (const slice of content) slices.push(Buffer.from(slice).toString('latin1'))
  return slices
}

async function* stream(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('one')
  yield Buffer.from('two')
}
