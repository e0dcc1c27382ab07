/**
 * Where is lesson N, and which of its programs is meant?
 */

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const EXAMPLES = join(import.meta.dirname, '..')

/** Folders of all lessons, in order: `01-tcp-echo` and so on. */
export function lessonFolders(): readonly string[] {
  return readdirSync(EXAMPLES)
    .filter((name) => /^\d\d-/.test(name))
    .sort()
}

/** Path of the folder of lesson `number`, which may be written `1` or `01`. */
export function folderOf(number: string): string {
  const folder = lessonFolders().find((name) => name.startsWith(`${number.padStart(2, '0')}-`))
  if (folder !== undefined) return join(EXAMPLES, folder)
  console.error(`There is no lesson ${number}; there are ${lessonFolders().join(', ')}`)
  process.exit(2)
}

/** Path of a program of the lesson: the one that is named like the folder, or another by its name. */
export function programOf(folder: string, name?: string): string | undefined {
  const path = join(folder, `${name ?? folder.replace(/^.*\d\d-/, '')}.ts`)
  return existsSync(path) ? path : undefined
}
