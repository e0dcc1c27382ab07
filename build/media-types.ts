/**
 * What the bundled program has of mime-types: one text, in which an extension is searched.
 *
 * mime-types works its table out of 150 KB of JSON whenever it is loaded. Working it out here, once,
 * is not enough: to read the table alone takes 2.3 ms of a start. To search the text takes some
 * microseconds, once for each kind of file that there is.
 */

/** Lines of a media type and its extensions, each with a space before and behind it. */
declare const TABLE: string

const text = TABLE
const found = new Map<string, string>()

/** @returns `false` for an extension that is not registered */
export function lookup(extension: string): string | false {
  const type = found.get(extension) ?? search(extension)
  if (type !== false) found.set(extension, type)
  return type
}

function search(extension: string): string | false {
  const at = /\s/.test(extension) ? -1 : text.indexOf(` ${extension} `)
  if (at === -1) return false
  const start = text.lastIndexOf('\n', at) + 1
  return text.slice(start, text.indexOf(' ', start))
}
