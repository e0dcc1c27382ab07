/**
 * Whose request is this: the explorer page's own, or somebody else's?
 *
 * Told from the beginning of the request line, as soon as it can be. The page, the modules it loads
 * and the stream of the live view are under one path.
 */

/** What the page asks for begins like this. */
const OWN_LINE = 'GET /~octets/'
/** With a HEAD, in the absolute-form, or without the slash: the page itself asks in none of these ways. */
const OWN_IN_OTHER_WORDS = /^(?:GET|HEAD) (?:https?:\/\/[^/ ]*)?\/~octets[/? ]/
const STREAM = /^GET (?:https?:\/\/[^/ ]*)?\/~octets\/live[? ]/

export type Owner = 'own' | 'other'

/** @param text the request line, or as much as there is of it; `undefined` when that is too little */
export function ownerOf(text: string): Owner | undefined {
  if (OWN_IN_OTHER_WORDS.test(text)) return 'own'
  return OWN_LINE.startsWith(text) ? undefined : 'other'
}

/** Whether the answer to this request is the live view's stream. */
export function asksForStream(line: string): boolean {
  return STREAM.test(line)
}
