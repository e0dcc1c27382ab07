/**
 * What does the page of a lesson ask its reader to do, step by step?
 *
 * Fenced blocks are the steps; the words after the language say how:
 *
 *   sh [terminal=A] [exit=1]   run it; in terminal A it goes on running
 *   text                       what the block above prints
 *   text terminal=A            what terminal A has printed since its last command
 *   diff [file=client.ts]      change the lesson's program, or another of its files
 *
 * Blocks in other languages, or in none, are only for reading.
 */

import assert from 'node:assert/strict'

export type Step =
  | {
      readonly kind: 'sh'
      readonly command: string
      readonly terminal: string | undefined
      readonly exit: number
      readonly expected: string | undefined
    }
  | { readonly kind: 'text'; readonly terminal: string; readonly expected: string }
  | { readonly kind: 'diff'; readonly file: string | undefined; readonly lines: readonly string[] }

export interface Section {
  readonly heading: string
  readonly text: string
  readonly steps: readonly Step[]
}

const BLOCK = /^```([^\n]*)\n(.*?)^```$/gms

/** The sections of a page, the first being what stands above any heading but the title. */
export function parsePage(page: string): readonly Section[] {
  return page.split(/^## /m).map((part, at) => {
    const end = at === 0 ? 0 : part.indexOf('\n')
    const text = part.slice(end)
    return { heading: part.slice(0, end).trim(), text, steps: parseSteps(text) }
  })
}

function parseSteps(text: string): readonly Step[] {
  const steps: Step[] = []
  for (const [, info = '', content = ''] of text.matchAll(BLOCK)) {
    const [language, ...settings] = info.split(' ')
    const { terminal, exit, file } = Object.fromEntries(
      settings.map((setting) => setting.split('=') as [string, string]),
    ) as Readonly<Partial<Record<string, string>>>
    const last = steps.at(-1)
    if (language === 'sh') {
      const command = content.trimEnd()
      steps.push({ kind: 'sh', command, terminal, exit: Number(exit ?? 0), expected: undefined })
    } else if (language === 'diff') {
      steps.push({ kind: 'diff', file, lines: content.trimEnd().split('\n') })
    } else if (language === 'text' && terminal !== undefined) {
      steps.push({ kind: 'text', terminal, expected: content })
    } else if (language === 'text') {
      assert.ok(last?.kind === 'sh' && last.expected === undefined, `nothing prints ${content}`)
      steps[steps.length - 1] = { ...last, expected: content }
    }
  }
  return steps
}

/**
 * Whether `output` is what the page shows. `…` alone on a line stands for any number of lines, and
 * within a line for anything.
 */
export function looksLike(output: string, expected: string): boolean {
  const lines = expected.trimEnd().split('\n')
  const patterns = lines.map((line) => {
    if (line.trim() === '…') return '(?:[^\n]*\n)*?'
    return `${line.split('…').map(escaped).join('[^\n]*')}[ \r]*\n`
  })
  return new RegExp(`^${patterns.join('')}$`).test(`${output.trimEnd()}\n`)
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

/** `source` after the change; the lines that stay and go must stand in it exactly once. */
export function applyDiff(source: string, lines: readonly string[]): string {
  const without = (sign: string) =>
    lines.filter((line) => !line.startsWith(sign)).map((line) => `${line.slice(1)}\n`)
  const before = without('+').join('')
  assert.equal(source.split(before).length, 2, `stands once in the program:\n${before}`)
  return source.replace(before, () => without('-').join(''))
}
