/**
 * Does the program of a lesson do what its page claims?
 *
 *   npm run lesson:check -- 1
 *
 * One line a claim, `ok` or `NOT ok`; the exit code is 1 when a claim does not hold. The claims are
 * looked at from outside: see support/lesson.ts.
 */

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { folderOf } from './support/folders.ts'
import { type Claim, Lesson } from './support/lesson.ts'

const folder = folderOf(process.argv[2] ?? '')
const { claims } = (await import(pathToFileURL(join(folder, 'check.ts')).href)) as {
  readonly claims: readonly Claim[]
}

for (const { says, holds } of claims) {
  const lesson = new Lesson(folder)
  try {
    await holds(lesson)
    console.log(`ok      ${says}`)
  } catch (error) {
    process.exitCode = 1
    console.log(`NOT ok  ${says}`)
    const why = error instanceof Error ? error.message : `${error}`
    console.log(why.trimEnd().replaceAll(/^/gm, '          '))
  } finally {
    await lesson.end()
  }
}
