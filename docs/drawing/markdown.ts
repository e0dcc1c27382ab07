/**
 * What do the pages have in common?
 */

/** In front of each page that is made: whoever edits it should know where to. */
export const MADE = '<!-- Made by `npm run docs` from the tables in src/; edit those. -->'

/** A rule as the code writes it, `RFC 9112 §6.3`, with its section behind it. */
export function linkRule(rule: string): string {
  const [, rfc, section] = /^RFC (\d+) §([\d.]+)$/.exec(rule) ?? []
  if (rfc === undefined) throw new Error(`Not a section of an RFC: ${rule}`)
  return `[${rule}](https://www.rfc-editor.org/rfc/rfc${rfc}#section-${section})`
}

/** Words of a table of the code, none of which is markup. */
export function prose(text: string): string {
  return text.replace(/[\\`*_<>[\]|]/g, '\\$&')
}

/** A table; no cell may hold `|`. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map(() => '---')
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}
