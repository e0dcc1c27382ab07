/**
 * How is text that somebody else has chosen shown in a page?
 *
 * Escaped, so that it stays text. And visibly: a character that shows nothing, or changes how others
 * are shown, is shown as its number. `\u{202e}gpj.exe` cannot pass for a picture then, nor a name
 * with a zero-width space for the name without. The joiners of emoji and of scripts that need them
 * are left as they are between characters that are not ASCII.
 */

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const NEEDS_CARE = /[^\x20-\x7e]|[&<>"']/
const UNSEEN =
  /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])/gu

/** For text and for the value of a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => HTML_ESCAPES[char]!)
}

/** For text that is all text, as in a title. */
export function showText(text: string): string {
  return escapeHtml(text.replace(UNSEEN, numberOf))
}

/** The same as HTML, the numbers set apart from the text. */
export function showName(name: string): string {
  if (!NEEDS_CARE.test(name)) return name
  return escapeHtml(name).replace(UNSEEN, (char) => `<i>${numberOf(char)}</i>`)
}

function numberOf(char: string): string {
  return `\\u{${char.codePointAt(0)!.toString(16)}}`
}
