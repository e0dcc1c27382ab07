/**
 * Which field lines does every answer of a site carry, whatever it is made of?
 *
 * What the owner wrote, and what follows from the other options. They are put together once, when the
 * site is opened. To a response that answers many requests they are added once: it is frozen, and so
 * is the one with the fields, which takes its place from then on. The writer knows such responses by
 * identity.
 *
 * A field that the owner wrote takes the place of ours by the same name: whoever wants
 * Cross-Origin-Embedder-Policy to say `credentialless` can say so. An answer that says something of its
 * own keeps it, as a listing does with its Content-Security-Policy; only Vary, which is a list, is said
 * twice. What is different for each answer is not the owner's to write.
 */

import type { FieldLine, Handler, Response } from '../semantics/exchange.ts'
import { isFieldValue, isToken } from '../semantics/grammar.ts'
import { crossOriginFields } from './cross-origin.ts'
import type { FileOptions } from './file-options.ts'

const FRAMING = 'it frames the message, which the server does'
const EACH_ANSWER = 'the server says it, as it is for each answer'

/** Field names in lower case, and why the owner may not write them. */
// biome-ignore format: one field a line reads as the table it is
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['connection',        FRAMING],
  ['content-length',    FRAMING],
  ['keep-alive',        FRAMING],
  ['te',                FRAMING],
  ['trailer',           FRAMING],
  ['transfer-encoding', FRAMING],
  ['upgrade',           FRAMING],
  ['accept-ranges',     EACH_ANSWER],
  ['allow',             EACH_ANSWER],
  ['content-encoding',  EACH_ANSWER],
  ['content-range',     EACH_ANSWER],
  ['date',              EACH_ANSWER],
  ['last-modified',     EACH_ANSWER],
  ['location',          EACH_ANSWER],
  ['server',            EACH_ANSWER],
  ['cache-control',     'say it with --cache'],
  ['content-type',      'say it with --mime'],
  ['etag',              'say it with --etag'],
])

/** The field lines for every answer made of a file, a directory or an error. */
export function answerFields(options: FileOptions): readonly FieldLine[] {
  const { corsOrigin, isolated, fields } = options
  const written = new Set(fields.map(([name]) => name.toLowerCase()))
  const ours = crossOriginFields(corsOrigin, isolated ? 'isolated' : 'shared')
  return [...ours.filter(([name]) => !written.has(name.toLowerCase())), ...fields]
}

/** Adds `fields` to every answer of `handle`; without any, that is `handle` itself. */
export function addFields(handle: Handler, fields: readonly FieldLine[]): Handler {
  if (fields.length === 0) return handle
  const completed = new WeakMap<Response, Response>()
  const complete = (response: Response): Response => {
    const known = completed.get(response)
    if (known !== undefined) return known
    const own = new Set(response.fields.map(([name]) => name.toLowerCase()))
    own.delete('vary')
    const added = fields.filter(([name]) => !own.has(name.toLowerCase()))
    const made = { ...response, fields: [...response.fields, ...added] }
    if (!Object.isFrozen(response)) return made
    completed.set(response, Object.freeze(made))
    return made
  }
  return (request) => {
    const response = handle(request)
    return 'then' in response ? response.then(complete) : complete(response)
  }
}

/** Why a field line cannot be written by the owner, as part of a sentence; `undefined` when it can. */
export function whyUnwritable([name, value]: FieldLine): string | undefined {
  if (!isToken(name)) return `${JSON.stringify(name)} is not a field name`
  if (!isFieldValue(value)) return 'a value holds no control characters'
  return REFUSED.get(name.toLowerCase())
}
