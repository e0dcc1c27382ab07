/**
 * What the bundled program consists of. Needs the built program: `npm run build`.
 */

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { types } from 'mime-types'

const DIST = join(import.meta.dirname, '../../dist')
const PROGRAM = join(DIST, 'cli')

interface Bundled {
  readonly name: string
  readonly code: string
  /** Paths of what it was made from. */
  readonly sources: readonly string[]
}

const FILES: readonly Bundled[] = readdirSync(PROGRAM)
  .filter((name) => name.endsWith('.js'))
  .map((name) => {
    const map = readFileSync(join(PROGRAM, `${name}.map`), 'utf8')
    const { sources } = JSON.parse(map) as { readonly sources: readonly string[] }
    // Long strings go on in the next line.
    const code = readFileSync(join(PROGRAM, name), 'utf8').replaceAll('\\\n', '')
    return { name, code, sources }
  })

/** What stands before the exports, of which there are no others. */
function linesBefore(name: string, isExport: (line: string) => boolean): readonly string[] {
  const lines = readFileSync(join(DIST, 'message', name), 'utf8')
    .trimEnd()
    .split('\n')
  const end = lines.findIndex(isExport)
  const [sourceMap, ...rest] = lines.slice(end).reverse()
  assert.match(sourceMap ?? '', /^\/\/# sourceMappingURL=/)
  assert.ok(rest.length > 0 && rest.every(isExport), name)
  return lines.slice(0, end)
}

describe('The bundled program', () => {
  it('holds cli, server, site and trace', () => {
    const sources = FILES.flatMap((file) => file.sources)
    for (const path of [
      'cli/main.ts',
      'server/connection.ts',
      'site/file-handler.ts',
      'trace/framing-trace.ts',
    ])
      assert.ok(sources.includes(`../../src/${path}`), path)
  })

  it('holds no copy of what it shares with the explorer’s page', () => {
    for (const { name, sources } of FILES) {
      for (const source of sources)
        assert.doesNotMatch(source, /src\/(?:message|semantics\/grammar)\b/, name)
    }
  })

  it('has one file from outside its folder, the protocol', () => {
    const required = FILES.flatMap(({ code }) =>
      [...code.matchAll(/\brequire\(\s*"(\.\.[^"]+)"/g)].map(([, path]) => path),
    )
    assert.deepEqual([...new Set(required)], ['../message/protocol.cjs'])
  })

  it('runs the lines that the page loads, with its exports in another form', () => {
    const ofPage = linesBefore('protocol.js', (line) =>
      /^(?:const [\w$]+\$second =|export) /.test(line),
    )
    const ofProgram = linesBefore('protocol.cjs', (line) => line.startsWith('exports.'))
    assert.deepEqual(ofProgram.slice(0, 2), ["'use strict';", ''])
    assert.deepEqual(ofProgram.slice(2), ofPage)
  })

  it('has nothing of the protocol outside that file', () => {
    const map = readFileSync(join(DIST, 'message/protocol.js.map'), 'utf8')
    const { sources } = JSON.parse(map) as { readonly sources: readonly string[] }
    assert.ok(sources.includes('../../src/message/request-parser.ts'))
    assert.ok(sources.includes('../../src/semantics/grammar.ts'))
    for (const source of sources) {
      const module = source.replace(/^\.\.\/\.\.\/src\/(.*)\.ts$/, '$1.js')
      const code = readFileSync(join(DIST, module), 'utf8')
      assert.match(
        code,
        /^export \{ [\w, ]* \} from '\.\.?\/(?:message\/)?protocol\.js'\n$/,
        module,
      )
    }
  })

  it('has the media types of mime-types', () => {
    const texts = FILES.flatMap(
      ({ code }) => code.match(/(?<=["'`\n])(?:[\w.+-]+\/[\w.+-]+ [^"'`]* \n?)+(?=["'`])/g) ?? [],
    )
    assert.equal(texts.length, 1)
    const found: Record<string, string> = {}
    for (const line of texts[0]?.trimEnd().split('\n') ?? []) {
      const [type = '', ...extensions] = line.trimEnd().split(' ')
      for (const extension of extensions) found[extension] = type
    }
    assert.deepEqual(found, { ...types })
  })

  it('says under which licences it copies packages', () => {
    const licences = readFileSync(join(PROGRAM, 'licences.txt'), 'utf8')
    const packages = FILES.flatMap(({ sources }) => sources).flatMap(
      (source) => /node_modules\/([^/]+)/.exec(source)?.[1] ?? [],
    )
    assert.ok(packages.includes('lru-cache'))
    for (const name of new Set(packages)) assert.match(licences, new RegExp(`^${name} \\d`, 'm'))
  })
})
