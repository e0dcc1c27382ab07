/**
 * The program in few files: `npm run build` ends with this.
 *
 *   dist/message/protocol.js   message/ and what it and trace/ have of semantics/, in one file
 *   dist/cli/                  cli, server and site with the packages they use: main.js, and what it
 *                              loads on demand
 *   the rest                   as tsc wrote it, module by module: the library, and the explorer's page
 *
 * Why: Node takes half a millisecond and more to find, read and link a module, and a start needs
 * seventy of its own and a dozen of packages.
 *
 * The protocol is a file of its own, with its comments and names, since the explorer's page loads it
 * and the program runs it: what is shown is what serves. In the place of each of its modules stands
 * one line that says where it has gone, for the library and the page. Rollup joins it, as esbuild
 * makes `var` of a constant, which V8 then has to load at each turn of a loop: a 703-octet head took a
 * quarter longer.
 *
 * mime-types works its table out of 150 KB of JSON each time it is loaded. Here that is done once, and
 * the bundle holds the result.
 *
 * What is bundled is TypeScript from src/, and the source maps lead there.
 */

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'
import { types } from 'mime-types'
import { type Plugin as RollupPlugin, rollup } from 'rollup'

const ROOT = join(import.meta.dirname, '..')
const DIST = join(ROOT, 'dist')
const PROGRAM = join(DIST, 'cli')
const PROTOCOL = 'message/protocol'

const COMMON: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  logLevel: 'warning',
}

/** Paths below src/, without their ending, of message/ and of what it and trace/ import. */
async function protocolModules(): Promise<readonly string[]> {
  const { metafile } = await build({
    ...COMMON,
    metafile: true,
    entryPoints: ['src/message/*.ts', 'src/trace/*.ts'],
    outdir: 'unwritten',
    write: false,
  })
  return Object.keys(metafile.inputs)
    .map((path) => path.replace(/^src\/(.+)\.ts$/, '$1'))
    .filter((module) => !module.startsWith('trace/'))
}

/** Joins modules in one file, and leaves in the place of each the names of what was in it. */
async function joinModules(modules: readonly string[]): Promise<void> {
  const paths = modules.map((module) => join(DIST, `${module}.js`))
  const joined = await rollup({ input: PROTOCOL, plugins: [allOf(paths)], treeshake: false })
  const file = join(DIST, `${PROTOCOL}.js`)
  const { output } = await joined.write({ file, sourcemap: true, sourcemapExcludeSources: true })
  for (const path of paths) {
    const names = output[0].modules[path]?.renderedExports ?? []
    const way = relative(dirname(path), file).replaceAll('\\', '/')
    const specifier = way.startsWith('.') ? way : `./${way}`
    writeFileSync(path, `export { ${names.join(', ')} } from '${specifier}'\n`)
    rmSync(`${path}.map`)
  }
}

/** Makes up the module that exports all that these export, and reads them with their source maps. */
function allOf(paths: readonly string[]): RollupPlugin {
  return {
    name: 'all-of',
    resolveId: (name) => (name === PROTOCOL ? name : undefined),
    load: (path) =>
      path === PROTOCOL
        ? paths.map((each) => `export * from ${JSON.stringify(each)}`).join('\n')
        : { code: readFileSync(path, 'utf8'), map: readFileSync(`${path}.map`, 'utf8') },
  }
}

/** What is in the file of the protocol is imported from there, what is in trace/ from its own. */
function leaveShared(protocol: readonly string[]): Plugin {
  return {
    name: 'leave-shared',
    setup(bundling) {
      bundling.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const module = relative(join(ROOT, 'src'), join(resolveDir, path))
          .replaceAll('\\', '/')
          .replace(/\.ts$/, '')
        if (protocol.includes(module)) return { path: `../${PROTOCOL}.js`, external: true }
        if (module.startsWith('trace/')) return { path: `../${module}.js`, external: true }
        return undefined
      })
    },
  }
}

const inlineTypes: Plugin = {
  name: 'inline-types',
  setup(bundling) {
    bundling.onLoad({ filter: /[\\/]mime-types[\\/]index\.js$/ }, () => ({ contents: TYPES }))
  },
}

/** As text: V8 reads JSON faster than it reads the literal. */
const TYPES = `exports.types = JSON.parse(${JSON.stringify(JSON.stringify(types))})`

/** commander asks for modules of Node as CommonJS does. */
const BANNER = `import { createRequire as requireFrom } from 'node:module'
const require = requireFrom(import.meta.url)`

const protocol = await protocolModules()
await joinModules(protocol)
rmSync(PROGRAM, { recursive: true })
const { metafile } = await build({
  ...COMMON,
  metafile: true,
  entryPoints: ['src/cli/main.ts'],
  outdir: PROGRAM,
  splitting: true,
  sourcemap: true,
  sourcesContent: false,
  // Large, and needed once a year or never: they are loaded from their own folders.
  external: ['@peculiar/x509', 'prom-client'],
  banner: { js: BANNER },
  plugins: [leaveShared(protocol), inlineTypes],
})
writeFileSync(join(PROGRAM, 'licences.txt'), packagesIn(metafile).map(licenceOf).join('\n'))

/** The packages that were copied, and mime-db, whose types are in the table of mime-types. */
function packagesIn({ inputs }: Metafile): readonly string[] {
  const names = Object.keys(inputs).flatMap(
    (path) => /.*\bnode_modules\/([^/]+)/.exec(path)?.[1] ?? [],
  )
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
