/**
 * The program in few files: `npm run build` ends with this.
 *
 *   dist/cli/   cli, server and site with the packages they use: main.js, and what it loads on demand
 *   the rest    as tsc wrote it, module by module: the library, and what the explorer's page loads
 *
 * Why: Node takes half a millisecond and more to find, read and link a module, and a start needs
 * seventy of its own and a dozen of packages. message/ and trace/ stay out of the bundle all the same,
 * with what they import: the page loads these files and the program runs them, so what is shown is
 * what serves. They cost a start thirteen milliseconds.
 *
 * mime-types works its table out of 150 KB of JSON each time it is loaded. Here that is done once, and
 * the bundle holds the result.
 *
 * What is bundled is TypeScript from src/, and the source maps lead there.
 */

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'
import { types } from 'mime-types'

const ROOT = join(import.meta.dirname, '..')
const PROGRAM = join(ROOT, 'dist/cli')

const COMMON: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  logLevel: 'warning',
}

/** Paths of what the explorer's page and the program share. */
async function sharedModules(): Promise<ReadonlySet<string>> {
  const { metafile } = await build({
    ...COMMON,
    metafile: true,
    entryPoints: ['src/message/*.ts', 'src/trace/*.ts'],
    outdir: 'unwritten',
    write: false,
  })
  return new Set(Object.keys(metafile.inputs).map((path) => join(ROOT, path)))
}

/** Shared modules are imported from where tsc wrote them. */
function leaveShared(shared: ReadonlySet<string>): Plugin {
  return {
    name: 'leave-shared',
    setup(bundling) {
      bundling.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const module = join(resolveDir, path)
        if (!shared.has(module)) return undefined
        const built = join(ROOT, 'dist', relative(join(ROOT, 'src'), module))
        const specifier = relative(PROGRAM, built).replaceAll('\\', '/').replace(/\.ts$/, '.js')
        return { path: specifier, external: true }
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
  plugins: [leaveShared(await sharedModules()), inlineTypes],
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
