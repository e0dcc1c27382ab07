/**
 * Does the program of a lesson do what its page claims?
 *
 *   npm run lesson:check -- 1
 *
 * One line a claim, `ok` or `NOT ok`; the exit code is 1 when a claim does not hold. The claims are
 * looked at from outside: see support/lesson.ts.
 */

import { AssertionError } from 'node:assert/strict'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { folderOf } from './support/folders.ts'
import { type Claim, Lesson } from './support/lesson.ts'

/** Longest value that is shown whole. */
const MAX_CHARS = 200

const folder = folderOf(process.argv[2] ?? '')
const { claims } = (await import(pathToFileURL(join(folder, 'check.ts')).href)) as {
  readonly claims: readonly Claim[]
}

/** What was expected and what came, or else the message. */
function reasons(error: unknown): readonly string[] {
  if (!(error instanceof AssertionError)) return `${error}`.trimEnd().split('\n')
  if (!error.generatedMessage) return error.message.split('\n', 1)
  return [`expected ${short(error.expected)}`, `came     ${short(error.actual)}`]
}

function short(value: unknown): string {
  const text = inspect(value, { breakLength: Number.POSITIVE_INFINITY })
  return text.length <= MAX_CHARS ? text : `${text.slice(0, MAX_CHARS)}…`
}

for (const { says, holds } of claims) {
  const lesson = new Lesson(folder)
  try {
    await holds(lesson)
    console.log(`ok      ${says}`)
  } catch (error) {
    process.exitCode = 1
    console.log(`NOT ok  ${says}`)
    for (const line of reasons(error)) console.log(`        ${line}`)
  } finally {
    await lesson.end()
  }
}
