/**
 * Is this text well-formed XML? Enough of XML 1.0 for what the report writes: tags and their ends,
 * quoted attributes once each, the five entities, the characters that may be there at all.
 */

const TAG = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y
const TEXT = /[^<]+/y
const ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/

/** @returns what is wrong first, and where; `undefined` when nothing is */
export function findMalformed(xml: string): string | undefined {
  if (FORBIDDEN.test(xml)) return 'a character that no document may hold'
  const open: string[] = []
  let roots = 0
  for (let at = 0; at < xml.length; ) {
    const form = xml[at] === '<' ? TAG : TEXT
    form.lastIndex = at
    const match = form.exec(xml)
    if (match === null) return `no tag: ${xml.slice(at, at + 60)}`
    at = form.lastIndex
    const [all, end, name = '', attributes = '', empty] = match
    if (ENTITY.test(form === TAG ? attributes : all)) return `a bare &: ${all}`
    if (form === TEXT) {
      if (open.length === 0 && all.trim() !== '') return `text outside: ${all}`
      continue
    }
    const names = [...attributes.matchAll(/([\w:-]+)="/g)].map(([, key]) => key)
    if (new Set(names).size < names.length) return `an attribute twice: ${all}`
    if (end === '/') {
      if (open.pop() !== name) return `not open: ${all}`
    } else {
      if (open.length === 0) roots += 1
      if (empty === '') open.push(name)
    }
  }
  if (open.length > 0) return `not closed: ${open.join(' ')}`
  return roots === 1 ? undefined : `${roots} roots`
}
