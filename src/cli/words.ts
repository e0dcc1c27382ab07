/**
 * Which flags do these words say, and what stands between them?
 *
 *   -p 80   -p80   --port 80   --port=80   a flag and its value
 *   -qs                                    -q and -s
 *   -5      -                              no flags
 *   --                                     behind it nothing is a flag
 */

import type { FlagRow } from './grammar.ts'

export type Word =
  /** `value` is `undefined` for a flag that takes none, and where one is missing. */
  | { readonly kind: 'flag'; readonly row: FlagRow; readonly value: string | undefined }
  | { readonly kind: 'operand'; readonly text: string }
  | { readonly kind: 'unknown-flag'; readonly text: string }

/** A dash and something; a number below zero is no flag. */
const FLAG = /^-(?!(?:\d+|\d*\.\d+)(?:e[+-]?\d+)?$)./s

/** @param rows by each of their spellings, with its dashes */
export function splitWords(
  words: readonly string[],
  rows: ReadonlyMap<string, FlagRow>,
): readonly Word[] {
  const split: Word[] = []
  const left = [...words]
  for (let text = left.shift(); text !== undefined; text = left.shift()) {
    if (text === '--') {
      split.push(...left.map((operand): Word => ({ kind: 'operand', text: operand })))
      break
    }
    split.push(FLAG.test(text) ? takeFlag(text, left, rows) : { kind: 'operand', text })
  }
  return split
}

/** @param left the words behind it; those that belong to the flag are taken away */
function takeFlag(text: string, left: string[], rows: ReadonlyMap<string, FlagRow>): Word {
  const whole = rows.get(text)
  if (whole !== undefined) {
    return {
      kind: 'flag',
      row: whole,
      value: takesValue(whole) ? takeValue(whole, left) : undefined,
    }
  }
  const isLong = text.startsWith('--')
  const end = isLong ? text.indexOf('=') : 2
  const row = rows.get(text.slice(0, Math.max(end, 0)))
  if (row !== undefined && takesValue(row)) {
    return { kind: 'flag', row, value: text.slice(isLong ? end + 1 : end) }
  }
  if (row === undefined || isLong) return { kind: 'unknown-flag', text }
  left.unshift(`-${text.slice(end)}`)
  return { kind: 'flag', row, value: undefined }
}

function takeValue({ implied, accepts }: FlagRow, left: string[]): string | undefined {
  if (implied === undefined) return left.shift()
  const [next = ''] = left
  return accepts?.test(next) && !FLAG.test(next) ? left.shift() : implied
}

export function takesValue({ flags }: FlagRow): boolean {
  return flags.includes('<') || flags.includes('[')
}
