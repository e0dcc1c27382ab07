/**
 * What does a client read when it cannot have what it asked for?
 *
 * The status and its reason phrase, nothing else: neither the path asked for (an echo is how scripts
 * get into pages) nor the system's words for what went wrong. Browsers say that they accept text/html
 * and get a small page; everyone else gets one line of text, which reads best in a terminal.
 *
 * A page is made once for each status and form, and the same object is returned ever after.
 */

import type { FieldLine, Response } from '../semantics/exchange.ts'
import type { Fields } from '../semantics/fields.ts'
import { parseList } from '../semantics/grammar.ts'
import { reasonPhrase } from '../semantics/status.ts'

type Form = 'html' | 'text'

const pages: Readonly<Record<Form, Map<number, Response>>> = { html: new Map(), text: new Map() }

/**
 * The answer with an error status, its content in the form the client reads best.
 *
 * @param fields field section of the request
 * @param extra field lines that this status needs, such as Allow with 405
 */
export function errorPage(
  status: number,
  fields: Fields,
  ...extra: readonly FieldLine[]
): Response {
  const form = acceptsHtml(fields) ? 'html' : 'text'
  let page = pages[form].get(status)
  if (page === undefined) {
    page = makePage(status, form)
    pages[form].set(status, page)
  }
  return extra.length === 0 ? page : { ...page, fields: [...page.fields, ...extra] }
}

/** Whether the client names text/html. A range that merely includes it is what tools send. */
export function acceptsHtml(fields: Fields): boolean {
  return parseList(fields.get('accept') ?? '').some((range) => {
    const [type = '', ...parameters] = range.toLowerCase().split(/[ \t]*;[ \t]*/)
    return type === 'text/html' && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
}

function makePage(status: number, form: Form): Response {
  const text = `${status} ${reasonPhrase(status)}`.trimEnd()
  const fields: readonly FieldLine[] = [
    ['Content-Type', form === 'html' ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8'],
    ['Cache-Control', 'no-cache'],
    ['Vary', 'Accept'],
    ['X-Content-Type-Options', 'nosniff'],
    ['Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'"],
  ]
  const octets = new TextEncoder().encode(form === 'html' ? renderHtml(text) : `${text}\n`)
  return Object.freeze({
    status,
    fields: Object.freeze(fields),
    content: Object.freeze({ kind: 'octets', octets }),
  })
}

function renderHtml(text: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text}</title>
<style>
  :root { color-scheme: light dark; font: 1.25rem system-ui, sans-serif }
  body { display: grid; place-content: center; min-height: 90vh; margin: 0 }
  h1 { font-weight: 500 }
</style>
<h1>${text}</h1>
</html>
`
}
