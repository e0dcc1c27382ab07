/**
 * How can a message go wrong?
 *
 * A message of the corpus is changed one to five times by mutators drawn at random: some know nothing
 * but octets, some know what a line, a number or a field line is, since few random octets get past the
 * request line. The same seed and index always give the same message.
 */

import { CORPUS, WELL_FORMED } from './corpus.ts'
import { Random } from './random.ts'

/** What hides a field from one reader and shows it to another, and what else parsers trip over. */
// biome-ignore format: one kind a line
const NASTY: readonly string[] = [
  '\r', '\n', '\0', ' ', '\t', ':', ',', ';', '"', '=', '\\', '\x0b', '\x0c', '\x7f', '\x85', '\xa0', '\xff',
  '\r\n', '\n\n', '\r\r\n', '\r\n\r\n', '\r\n ', '\r\n\t', '\n ', ' \r\n', ' :',
  'chunked', 'Transfer-Encoding', 'Content-Length: 5', '\r\nContent-Length: 5', '\r\nTransfer-Encoding: chunked',
  '\r\nTransfer-Encoding: gzip, chunked', '\r\nTransfer-Encoding: x', '\r\nContent-Length: 0', '\r\nHost: b', '\r\nConnection: close', '\r\nExpect: 100-continue',
  '\r\nConnection: keep-alive', '\r\nX: y', '\r\nUpgrade: h2c',
  '0', '5', '0x10', '+1', '-1', '1e1', '00000000000000000', '99999999999999999999', '18446744073709551616', 'ffffffffffffffff', '4294967297', '17000000',
  '0\r\n\r\n', '5\r\nabcde\r\n', ';a=b', ';a="b"', ';a="\\"', 'GET / HTTP/1.1\r\n', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/1.9',
  'http://', 'http://b', '/', '*', '?', '#', '@', '[', ']', '%', '%0d%0a', '..', 'CONNECT', 'OPTIONS', 'POST', 'HEAD',
]

/** Looks behind for a line end, so that a long line is tried once and not at each of its octets. */
const FIELD_LINE = /(?<=\n)[^\r\n:]+:[^\r\n]*\r\n/g

type Mutator = (message: string, random: Random) => string

/** Replaces `octets` octets at `at`. */
function replaceAt(message: string, at: number, octets: number, by: string): string {
  return message.slice(0, at) + by + message.slice(at + octets)
}

/** A place in the message, its end included. */
function placeIn(message: string, random: Random): number {
  return random.below(message.length + 1)
}

/** Replaces one of the matches of `pattern`; without a match the message stays as it is. */
function replaceMatch(
  message: string,
  pattern: RegExp,
  random: Random,
  by: (match: string) => string,
): string {
  const matches = [...message.matchAll(pattern)]
  if (matches.length === 0) return message
  const match = random.pick(matches)
  return replaceAt(message, match.index, match[0].length, by(match[0]))
}

const MUTATORS: readonly Mutator[] = [
  function flipBit(message, random) {
    if (message === '') return message
    const at = random.below(message.length)
    const flipped = message.charCodeAt(at) ^ (1 << random.below(8))
    return replaceAt(message, at, 1, String.fromCharCode(flipped))
  },
  function replaceOctet(message, random) {
    return replaceAt(message, placeIn(message, random), 1, String.fromCharCode(random.below(256)))
  },
  function deleteRun(message, random) {
    return replaceAt(message, placeIn(message, random), 1 + random.below(4), '')
  },
  function duplicateRun(message, random) {
    const at = placeIn(message, random)
    return replaceAt(message, at, 0, message.slice(at, at + 1 + random.below(40)))
  },
  function insertNasty(message, random) {
    return replaceAt(message, placeIn(message, random), 0, random.pick(NASTY))
  },
  function insertNastyAtEdge(message, random) {
    return replaceMatch(message, /[\r\n :,;]/g, random, (edge) =>
      random.below(2) === 0 ? edge + random.pick(NASTY) : random.pick(NASTY) + edge,
    )
  },
  function replaceLineEnd(message, random) {
    return replaceMatch(message, /\r\n/g, random, () => random.pick(NASTY))
  },
  function replaceNumber(message, random) {
    const numbers = ['0', '1', '4', '5', '6', '10', '1F', '0x5', '-5', '17000000', '9'.repeat(20)]
    return replaceMatch(message, /(?<![\d./])\d+/g, random, () => random.pick(numbers))
  },
  function replaceWord(message, random) {
    return replaceMatch(message, /[^\s:,;]+/g, random, () => random.pick(NASTY))
  },
  function swapCase(message, random) {
    return replaceMatch(message, /(?<=[\n ,])[a-z-]+(?=[:,;\r])/gi, random, (word) =>
      random.below(2) === 0 ? word.toUpperCase() : word.toLowerCase(),
    )
  },
  function repeatFieldLine(message, random) {
    return replaceMatch(message, FIELD_LINE, random, (line) => line + line)
  },
  function dropFieldLine(message, random) {
    return replaceMatch(message, FIELD_LINE, random, () => '')
  },
  function addFieldLine(message, random) {
    const donor = [...random.pick(CORPUS).matchAll(FIELD_LINE)]
    const line = donor.length === 0 ? 'X: y\r\n' : random.pick(donor)[0]
    return replaceMatch(message, /\r\n/g, random, (lineEnd) => lineEnd + line)
  },
  function splice(message, random) {
    const other = random.pick(CORPUS)
    return message.slice(0, placeIn(message, random)) + other.slice(placeIn(other, random))
  },
  function append(message, random) {
    return message + random.pick(CORPUS)
  },
  function truncate(message, random) {
    return message.slice(0, placeIn(message, random))
  },
]

/** Long enough to cross every limit that the corpus crosses; splices would grow without it. */
const LONGEST_OCTETS = 40_000

/** Message number `index` of `seed`, one char an octet. */
export function makeMessage(seed: number, index: number): string {
  const random = new Random(seed, index)
  let message = random.pick(random.below(2) === 0 ? WELL_FORMED : CORPUS)
  // Few changes are likelier than many: a message broken in five places is refused at the first.
  for (let changes = 1 + random.below(1 + random.below(5)); changes > 0; changes -= 1) {
    message = random.pick(MUTATORS)(message, random)
  }
  return message.slice(0, LONGEST_OCTETS)
}

/** `message` on one line, as a string literal that can be pasted into a test. */
export function escapeMessage(message: string): string {
  const escaped = JSON.stringify(message).replace(
    /[\x7f-\xff]/g,
    (octet) => `\\x${octet.charCodeAt(0).toString(16)}`,
  )
  return escaped.replace(/\\u00/g, '\\x')
}
