/**
 * What was a program of this folder told on its command line?
 *
 * What it cannot work with it refuses, in one sentence and with exit status 2, before it measures.
 */

import { type ParseArgsConfig, parseArgs } from 'node:util'

export function refuse(sentence: string): never {
  console.error(sentence)
  process.exit(2)
}

/** As `parseArgs` reads it, but a flag that there is not, or a value too many, is refused. */
export function readCommandLine<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config)
  } catch (error) {
    refuse((error as Error).message)
  }
}

export function readCount(name: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  refuse(`--${name} wants a whole number from 1 to 9999, not ${JSON.stringify(text)}`)
}

export function readSeconds(text: string): number {
  if (/^\d{1,3}(\.\d)?$/.test(text) && Number(text) > 0) return Number(text)
  refuse(`--seconds wants tenths of a second, like 0.4, not ${JSON.stringify(text)}`)
}
