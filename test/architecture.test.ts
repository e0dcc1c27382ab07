/**
 * Do the imports point the way the design says?
 *
 * The layers are folders of src/, and who may import whom is the table below. Imports are read from
 * the text of the files, so nothing has to be built or run.
 */

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

interface Allowed {
  readonly layers: readonly string[]
  /** Modules of Node, without `node:`. */
  readonly node: readonly string[] | 'all'
  /** Packages, each with the files that may use it; `*` is the whole layer. */
  readonly packages?: Readonly<Record<string, string>>
}

/** Who may import whom. A layer not named in a row is out of reach of that row's layer. */
// biome-ignore format: the table is the architecture
const MAY_IMPORT: Readonly<Record<string, Allowed>> = {
  semantics: { layers: [],                                node: [], packages: { 'mime-types': 'media-type.ts' } },
  message:   { layers: ['semantics'],                     node: [] },
  trace:     { layers: ['message', 'semantics'],          node: [] },
  explorer:  { layers: ['trace', 'message', 'semantics'], node: [] },
  site:      { layers: ['semantics'],                     node: ['fs', 'fs/promises', 'path', 'zlib', 'crypto', 'module', 'stream', 'timers/promises'], packages: { 'lru-cache': '*' } },
  // The Fetch standard over RFC 9110: a handler like those of site, which needs no file and no Node.
  fetch:     { layers: ['semantics'],                     node: [] },
  server:    { layers: ['message', 'semantics', 'trace'], node: ['net', 'tls', 'cluster', 'timers'] },
  log:       { layers: ['server', 'message', 'semantics'], node: ['fs'] },
  cli:       { layers: ['semantics', 'message', 'trace', 'site', 'server', 'log', 'explorer'], node: 'all', packages: { '@peculiar/x509': 'certificate-making.ts', uqr: 'welcome.ts', 'prom-client': 'metrics.ts' } },
}

const MAX_LINES = 300

interface SourceFile {
  /** From src/, with `/`. */
  readonly path: string
  /** The folder; '' for the entry points beside the folders. */
  readonly layer: string
  readonly text: string
  /** What each import names, as written. */
  readonly imports: readonly string[]
}

const IMPORT_FORMS = [
  /^(?:import|export)\b[^'"`;]*?\bfrom\s+'([^']+)'/gm,
  /^import\s+'([^']+)'/gm,
  /\bimport\(\s*'([^']+)'\s*\)/g,
]

/** Static imports and re-exports, imports for their effect, and `import()`. */
function importsOf(text: string): readonly string[] {
  const code = withoutComments(text)
  return IMPORT_FORMS.flatMap((form) => [...code.matchAll(form)].map(([, name = '']) => name))
}

/** Comments may speak of anything. Text in quotes or regular expressions is not looked at. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/(^|\s)\/\/ .*$/gm, '$1')
}

const ROOT = fileURLToPath(new URL('../src', import.meta.url))

const FILES: readonly SourceFile[] = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => path.split(sep).join('/'))
  .map((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8')
    const layer = path.includes('/') ? path.slice(0, path.indexOf('/')) : ''
    return { path, layer, text, imports: importsOf(text) }
  })

/** The layer that a relative specifier leads to. */
function layerOf(file: SourceFile, specifier: string): string {
  const target = relative(ROOT, resolve(ROOT, dirname(file.path), specifier))
  return target.split(sep).length === 1 ? '' : (target.split(sep)[0] ?? '')
}

/** Why `file` may not import this; `undefined` when it may. */
function objection(file: SourceFile, specifier: string): string | undefined {
  const { layers, node, packages = {} } = MAY_IMPORT[file.layer]!
  if (specifier.startsWith('.')) {
    const layer = layerOf(file, specifier)
    const isAllowed = layer === file.layer || layers.includes(layer)
    return isAllowed ? undefined : `${file.layer} may not import ${layer || 'an entry point'}`
  }
  if (specifier.startsWith('node:')) {
    const isAllowed = node === 'all' || node.includes(specifier.slice('node:'.length))
    return isAllowed ? undefined : `${file.layer} may not import ${specifier}`
  }
  const where = packages[specifier]
  const isAllowed = where === '*' || file.path === `${file.layer}/${where}`
  return isAllowed ? undefined : `${specifier} is not for this file`
}

describe('architecture', () => {
  it('has files to look at, and finds their imports', () => {
    const parser = FILES.find(({ path }) => path === 'message/request-parser.ts')
    assert.ok(parser?.imports.includes('./octet-buffer.ts'))
    const connection = FILES.find(({ path }) => path === 'server/connection.ts')
    assert.ok(connection?.imports.includes('node:net'))
  })

  it('has no folder that the table does not know', () => {
    const folders = new Set(FILES.map(({ layer }) => layer).filter((layer) => layer !== ''))
    assert.deepEqual(
      [...folders].filter((layer) => MAY_IMPORT[layer] === undefined),
      [],
    )
  })

  // biome-ignore format: the columns are the test
  const REFUSED: readonly (readonly [path: string, specifier: string, why: string])[] = [
    ['server/connection.ts',   '../site/router.ts',   'a server is handed a handler'],
    ['server/connection.ts',   'node:fs',             'and never touches files'],
    ['site/router.ts',         '../message/scan.ts',  'a handler knows nothing of framing'],
    ['fetch/fetch-handler.ts', '../server/server.ts', 'an application is a handler, and never a server'],
    ['message/scan.ts',        'node:buffer',         'the parser runs in a browser'],
    ['semantics/grammar.ts',   '../message/scan.ts',  'the meaning does not know the octets'],
    ['semantics/grammar.ts',   'mime-types',          'one file knows the media types'],
    ['trace/framing-trace.ts', '../index.ts',         'nobody imports an entry point'],
    ['cli/main.ts',            'express',             'a package that nobody named'],
  ]
  for (const [path, specifier, why] of REFUSED) {
    it(`${path} would be refused ${specifier}: ${why}`, () => {
      const layer = path.slice(0, path.indexOf('/'))
      assert.notEqual(objection({ path, layer, text: '', imports: [] }, specifier), undefined)
    })
  }

  it('is a table without cycles', () => {
    const ends = (layer: string, from: readonly string[]): boolean =>
      !from.includes(layer) &&
      MAY_IMPORT[layer]!.layers.every((next) => ends(next, [...from, layer]))
    for (const layer of Object.keys(MAY_IMPORT)) {
      assert.ok(ends(layer, []), `${layer} imports itself, by a detour`)
    }
  })

  for (const file of FILES) {
    it(file.path, () => {
      if (file.layer !== '') {
        for (const one of file.imports) assert.equal(objection(file, one), undefined)
      }
      for (const specifier of file.imports) {
        assert.doesNotMatch(specifier, /^(?:node:)?(?:http|https|http2)$/, 'HTTP is written here')
        assert.ok(!specifier.startsWith('.') || specifier.endsWith('.ts'), specifier)
      }
      const lines = file.text.split('\n').length - 1
      assert.ok(lines <= MAX_LINES, `${lines} lines`)
    })
  }

  it('semantics throws nothing', () => {
    for (const { path, layer, text } of FILES) {
      if (layer === 'semantics') assert.doesNotMatch(withoutComments(text), /\bthrow\b/, path)
    }
  })

  it('message throws nothing but ProtocolError', () => {
    for (const { path, layer, text } of FILES) {
      if (layer !== 'message') continue
      for (const [thrown] of withoutComments(text).matchAll(/\bthrow\b[^\n]*/g)) {
        // The parser notes that it has failed and throws on what it caught.
        assert.match(thrown, /^throw (?:new ProtocolError\(|error$)/, path)
      }
    }
  })

  it('only one file catches a ProtocolError', () => {
    const catching = FILES.filter(({ text }) => /instanceof ProtocolError/.test(text))
    assert.deepEqual(
      catching.filter(({ layer }) => layer === 'server').map(({ path }) => path),
      ['server/connection.ts'],
    )
  })
})
