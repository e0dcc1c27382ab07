/**
 * Which port, and what else did the command line say?
 *
 * Every program of the lessons takes `--port N`; the environment's PORT stands in for it, and the
 * lesson's own number for both. Port 0 takes any free one.
 */

import { parseArgs } from 'node:util'

/** Options by name, as written; `port` among them. */
interface Options {
  readonly port?: string
  readonly [name: string]: string | undefined
}

interface Arguments {
  readonly port: number
  readonly options: Options
  /** What stands on the line besides options. */
  readonly words: readonly string[]
}

/** Reads the command line; on one that cannot be read, says why and ends the program. */
export function readArguments(lessonPort: number, names: readonly string[] = []): Arguments {
  const asked = Object.fromEntries(
    ['port', ...names].map((name) => [name, { type: 'string' as const }]),
  )
  try {
    const { values, positionals } = parseArgs({ options: asked, allowPositionals: true })
    const options = values as Options
    const { PORT } = process.env
    return { port: Number(options.port ?? PORT ?? lessonPort), options, words: positionals }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(2)
  }
}
