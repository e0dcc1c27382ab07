/**
 * Which octets are sent, in which pieces, and when?
 *
 *   'GET / HT' @500ms 'TP/1.1\r\nHost: x\r\n\r\n'
 *
 * Each word is a segment, handed to the system in one piece, or a pause. Escapes in a segment are
 * those of C: \r \n \t \0 \\ and \xHH; an octet past ASCII is sent in UTF-8 unless it is escaped.
 */

export type Step =
  | { readonly kind: 'octets'; readonly octets: Buffer }
  | { readonly kind: 'pause'; readonly milliseconds: number }

/** The longest pause. */
const MAX_PAUSE_MILLISECONDS = 3_600_000

/** Reads one word; `undefined` when it is neither. */
export function parseStep(word: string): Step | undefined {
  if (!word.startsWith('@')) {
    const octets = octetsOf(word)
    return octets === undefined ? undefined : { kind: 'octets', octets }
  }
  const [, digits = '', unit] = /^@(\d{1,7})(ms|s)$/.exec(word) ?? []
  const milliseconds = Number(digits) * (unit === 's' ? 1000 : 1)
  const isPause = digits !== '' && milliseconds <= MAX_PAUSE_MILLISECONDS
  return isPause ? { kind: 'pause', milliseconds } : undefined
}

const PIECES = /\\x[0-9a-fA-F]{2}|\\[rnt0\\]|[^\\]+|\\/g
const ESCAPES: Readonly<Record<string, number>> = {
  '\\r': 0x0d,
  '\\n': 0x0a,
  '\\t': 0x09,
  '\\0': 0x00,
  '\\\\': 0x5c,
}

function octetsOf(word: string): Buffer | undefined {
  const pieces: readonly string[] = word.match(PIECES) ?? []
  // A backslash that escapes nothing would be sent as something else than was meant.
  if (pieces.includes('\\')) return undefined
  return Buffer.concat(
    pieces.map((piece) => {
      if (!piece.startsWith('\\')) return Buffer.from(piece)
      return Buffer.of(ESCAPES[piece] ?? Number.parseInt(piece.slice(2), 16))
    }),
  )
}
