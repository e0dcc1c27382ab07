/**
 * Where is lesson N, and which of its programs is meant?
 */

import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

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
  return refuse(`Which lesson? There are ${lessonFolders().join(', ')}`)
}

/** Path of a program of the lesson: the one that is named like the folder, or another by its name. */
export function programOf(folder: string, name = basename(folder).slice('00-'.length)): string {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && file !== 'check.ts')
  if (files.includes(`${name}.ts`)) return join(folder, `${name}.ts`)
  const names = files.map((file) => basename(file, '.ts'))
  return refuse(`Lesson ${basename(folder)} has no program ${name}; it has ${names.join(', ')}`)
}

function refuse(why: string): never {
  console.error(why)
  process.exit(2)
}
