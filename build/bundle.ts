/**
 * The program in few files: `npm run build` ends with this.
 *
 *   dist/message/protocol.js   message/ and what it and trace/ have of semantics/, in one file
 *   dist/message/protocol.cjs  the same, line for line, with its exports as CommonJS has them
 *   dist/cli/                  cli, server, site and trace with the packages they use: main.js, and what
 *                              it loads on demand
 *   the rest                   as tsc wrote it, module by module: the library, and the explorer's page
 *
 * Why: Node takes half a millisecond and more to find, read and link a module, and a start needs
 * seventy of its own and a dozen of packages. The program is CommonJS, so that Node need not set up its
 * loader of ES modules (4 ms of a start). V8 then reads all of it, so it is without comments and
 * indentation (2 ms); its names stay, for whoever reads a stack trace.
 *
 * The protocol is a file of its own and stays readable: the explorer's page runs the lines that the
 * program runs, so what is shown is what serves. In the place of each of its modules stands one line
 * that says where it has gone, for the library and the page.
 *
 * Rollup joins modules, and esbuild gets packages into shape and takes comments out. esbuild could
 * join as well, but makes `var` of constants, which V8 then has to load at each turn of a loop: a
 * 703-octet head took a quarter longer.
 *
 * The source maps lead to src/.
 */

import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'
import { types } from 'mime-types'
import { type Plugin, type RollupOutput, rollup } from 'rollup'

const ROOT = join(import.meta.dirname, '..')
const DIST = join(ROOT, 'dist')
const PROGRAM = join(DIST, 'cli')
const PROTOCOL = join(DIST, 'message/protocol.js')
const PROTOCOL_OF_PROGRAM = join(DIST, 'message/protocol.cjs')
const TARGET = 'es2022'
/** Constants are constants, so that V8 need not load them. */
const OUTPUT = {
  generatedCode: { constBindings: true },
  sourcemap: true,
  sourcemapExcludeSources: true,
} as const
const COMMON_JS = { ...OUTPUT, format: 'cjs', interop: 'default' } as const
/** Large, and needed once a year or never: they are loaded from their own folders. */
const UNBUNDLED = ['@peculiar/x509', 'prom-client']

/** What tsc has written: paths of message/, and of what it and trace/ import besides themselves. */
async function modulesOfProtocol(): Promise<readonly string[]> {
  const folders = ['message', 'trace'].map((name) => join(DIST, name))
  const input = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.js'))
      .map((name) => join(folder, name)),
  )
  const { watchFiles } = await rollup({ input })
  return watchFiles.filter((path) => !path.startsWith(join(DIST, 'trace')))
}

/** Joins modules in one file, and leaves in the place of each the names of what was in it. */
async function writeProtocol(modules: readonly string[]): Promise<void> {
  const plugins = [everythingOf(modules), written]
  const joined = await rollup({ input: PROTOCOL, plugins, treeshake: false })
  const { output } = await joined.write({ file: PROTOCOL, ...OUTPUT, plugins: [secondNames] })
  await joined.write({ file: PROTOCOL_OF_PROGRAM, ...COMMON_JS })
  for (const path of modules) {
    const names = output[0].modules[path]?.renderedExports ?? []
    const way = relative(dirname(path), PROTOCOL).replaceAll('\\', '/')
    const specifier = way.startsWith('.') ? way : `./${way}`
    writeFileSync(path, `export { ${names.join(', ')} } from '${specifier}'\n`)
    rmSync(`${path}.map`)
  }
}

/** In the place of what tsc wrote. */
async function writeProgram(shared: readonly string[]): Promise<RollupOutput> {
  const joined = await rollup({
    input: join(PROGRAM, 'main.js'),
    external: [/^node:/, ...UNBUNDLED],
    plugins: [leaveOut(shared), packaged, written, placed],
  })
  const output = {
    dir: PROGRAM,
    chunkFileNames: '[name].js',
    plugins: [withoutComments],
    ...COMMON_JS,
  }
  rmSync(PROGRAM, { recursive: true })
  const done = await joined.write(output)
  chmodSync(join(PROGRAM, 'main.js'), 0o755)
  writeFileSync(join(PROGRAM, 'package.json'), '{ "type": "commonjs" }\n')
  return done
}

/** The protocol, before it is there: all that the modules export. */
function everythingOf(modules: readonly string[]): Plugin {
  return {
    name: 'everything-of',
    resolveId: (name) => (name === PROTOCOL ? name : undefined),
    load: (path) =>
      path === PROTOCOL
        ? modules.map((each) => `export * from ${JSON.stringify(each)}`).join('\n')
        : undefined,
  }
}

/**
 * What an ES module exports V8 reads again at each use, a constant too. So it is a second name of each
 * that is exported: a 703-octet head in segments of 16 takes 7 % less, as it does as CommonJS.
 */
const secondNames: Plugin = {
  name: 'second-names',
  renderChunk(code) {
    const start = code.lastIndexOf('export {')
    const list = code.slice(start, code.lastIndexOf('}')).replace('export {', '')
    const names = list.split(',').map((name) => name.trim().split(' as '))
    const constants = names.map(([name]) => `${name}$second = ${name}`)
    const exported = names.map(([name, known = name]) => `${name}$second as ${known}`)
    const end = `const ${constants.join(', ')};\nexport { ${exported.join(', ')} };\n`
    return { code: code.slice(0, start) + end, map: null }
  },
}

/** What is in the protocol is imported from there. */
function leaveOut(shared: readonly string[]): Plugin {
  return {
    name: 'leave-out',
    resolveId(name, importer) {
      if (importer === undefined || !name.startsWith('.')) return undefined
      const path = join(dirname(importer), name)
      return shared.includes(path) ? { id: PROTOCOL_OF_PROGRAM, external: 'relative' } : undefined
    },
  }
}

/** Modules that tsc wrote, with their source maps. */
const written: Plugin = {
  name: 'written',
  load: (path) => ({ code: readFileSync(path, 'utf8'), map: readFileSync(`${path}.map`, 'utf8') }),
}

/** What a module asks of its own place, as CommonJS has it. */
const placed: Plugin = {
  name: 'placed',
  resolveImportMeta: (property) =>
    ({ dirname: '__dirname', filename: '__filename' })[property ?? ''] ?? null,
}

/** Packages, each as one ES module; in the place of mime-types there is what media-types.ts makes of it. */
const packaged: Plugin = {
  name: 'packaged',
  resolveId: (name) =>
    /^[\w-]+$/.test(name) ? fileURLToPath(import.meta.resolve(name)) : undefined,
  async load(path) {
    if (!path.includes('node_modules')) return undefined
    const isMediaTypes = path.includes('mime-types')
    const { outputFiles } = await build({
      entryPoints: [isMediaTypes ? join(import.meta.dirname, 'media-types.ts') : path],
      define: isMediaTypes ? { TABLE: JSON.stringify(tableOfMediaTypes()) } : {},
      outfile: path,
      write: false,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: TARGET,
      sourcemap: 'external',
    })
    const [map, code] = outputFiles.map(({ text }) => text)
    return { code: code ?? '', map: map ?? null }
  },
}

/** See media-types.ts. */
function tableOfMediaTypes(): string {
  const extensions = new Map<string, string[]>()
  for (const [extension, type] of Object.entries(types)) {
    const known = extensions.get(type)
    if (known === undefined) extensions.set(type, [extension])
    else known.push(extension)
  }
  return Array.from(extensions, ([type, names]) => `${type} ${names.join(' ')} \n`).join('')
}

const withoutComments: Plugin = {
  name: 'without-comments',
  renderChunk: (code) =>
    transform(code, {
      minifyWhitespace: true,
      minifySyntax: true,
      // Node shows the line of an error that nobody has caught.
      lineLimit: 100,
      legalComments: 'none',
      target: TARGET,
      sourcemap: true,
    }),
}

/** The packages that were copied, and mime-db, whose types are in the table of mime-types. */
function packagesIn({ output }: RollupOutput): readonly string[] {
  const paths = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  const names = paths.flatMap((path) => /.*\bnode_modules[\\/]([^\\/]+)/.exec(path)?.[1] ?? [])
  return [...new Set([...names, 'mime-db'])].sort()
}

/** Name, version and licence of a package. */
function licenceOf(name: string): string {
  const folder = join(ROOT, 'node_modules', name)
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly version: string
  }
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  if (file === undefined) throw new Error(`${name} has no licence`)
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8')}`
}

const protocol = await modulesOfProtocol()
await writeProtocol(protocol)
const program = await writeProgram(protocol)
writeFileSync(join(PROGRAM, 'licences.txt'), packagesIn(program).map(licenceOf).join('\n'))
