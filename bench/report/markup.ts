/**
 * How does text from a file become part of a page without becoming markup?
 *
 * Markup is a type of its own that only `tag` makes. A string among the children is text, whatever
 * is in it, and so is an attribute's value; there is no way to hand over a string as markup but
 * `trusted`, for what this program wrote itself. What comes out is well-formed XML as well as HTML.
 */

import { showText } from '../../src/site/visible-text.ts'

export interface Markup {
  readonly markup: string
}

/** Text, a number, markup, any of them in lists; `undefined` and `false` are nothing. */
export type Child = string | number | Markup | false | undefined | readonly Child[]

type Attributes = Readonly<Record<string, string | number | undefined>>

/** HTML knows these without an end; XML asks for the slash, which HTML lets pass. */
const EMPTY = new Set(['meta', 'link', 'line', 'rect', 'circle', 'path', 'polyline', 'br'])
/** Half a surrogate pair, and characters that no XML document may hold, escaped or not. */
const NOT_IN_XML = /[\p{Cs}\ufffe\uffff]/gu

export function tag(name: string, attributes: Attributes, ...children: readonly Child[]): Markup {
  let open = `<${name}`
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) open += ` ${key}="${textOf(value)}"`
  }
  if (EMPTY.has(name)) return { markup: `${open}/>` }
  return { markup: `${open}>${join(children).markup}</${name}>` }
}

export function join(children: Child): Markup {
  if (children === undefined || children === false) return { markup: '' }
  if (typeof children === 'string') return { markup: textOf(children) }
  if (typeof children === 'number') return { markup: textOf(children) }
  if ('markup' in children) return children
  return { markup: children.map((child) => join(child).markup).join('') }
}

/** For style sheets and other text of our own. */
export function trusted(markup: string): Markup {
  return { markup }
}

function textOf(value: string | number): string {
  // A position in a drawing needs no more than hundredths.
  if (typeof value === 'number') return String(Math.round(value * 100) / 100)
  return showText(value.replace(NOT_IN_XML, '\ufffd'))
}
