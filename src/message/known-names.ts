/**
 * Which field name is this? Told from its octets by a table of those that browsers, tools and proxies
 * send, in any case of letters.
 *
 * A name that is in the table is a token: it need not be looked at octet by octet, and what it is
 * called is known as well. One that is not is read octet by octet. The table is fixed: nothing in it
 * depends on what has been received.
 *
 *   the first four octets ──▶ a group: the names that begin so, and the place that tells them apart
 *   the octet at that place ──▶ the one name that can stand here
 *   all octets, four at a time ──▶ whether it does
 *
 * No loop and no search: an end of a loop that the processor guesses wrong costs as much as ten octets
 * of a name. Letters are compared without the bit that is their case, and what lies behind the colon
 * with no bit at all.
 *
 * Spec: RFC 9110 §5.1 (field names), §16.3.1 (their registry); Fetch Metadata and Client Hints (Sec-).
 */

/** The names that the parser acts on: see field-notes.ts. They come first, so their numbers are these. */
export const NOTED_NAMES = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'expect',
] as const
export const HOST = 1
export const CONNECTION = 2
export const CONTENT_LENGTH = 3
export const TRANSFER_ENCODING = 4
export const EXPECT = 5

/** Where the octet is that tells names apart which begin with the same four. */
const TELLING_PLACES: Readonly<Record<string, number>> = {
  acce: 7,
  cont: 8,
  'if-m': 4,
  'sec-': 12,
  upgr: 8,
  'x-fo': 12,
  'x-re': 4,
}

/** Of names that share four octets the shortest comes first: what stands behind it may be anything. */
const OTHER_NAMES = [
  'accept',
  'accept-language',
  'accept-encoding',
  'accept-charset',
  'authorization',
  'cache-control',
  'content-type',
  'cookie',
  'dnt',
  'forwarded',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'keep-alive',
  'origin',
  'pragma',
  'priority',
  'range',
  'referer',
  'sec-ch-ua',
  'sec-ch-ua-mobile',
  'sec-ch-ua-platform',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-user',
  'upgrade',
  'upgrade-insecure-requests',
  'user-agent',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'x-requested-with',
]

/** Every name, under its number; 0 is no name. */
export const KNOWN_NAMES: readonly string[] = ['', ...NOTED_NAMES, ...OTHER_NAMES]
/** Octets from the beginning of a line on that are looked at to tell its name. */
export const NAME_REACH = 32

const WORDS_PER_NAME = NAME_REACH / 4
const GROUPS = 64
const TELLING = 32
const COLON = 0x3a
/** All bits of an octet but the one that is the case of a letter. */
const WITHOUT_CASE = 0xdf
/** The first word of a name, without case, times this and shifted so, is its group: found by trying. */
export const GROUP_MULTIPLIER = 0x85eb8fb1
export const GROUP_SHIFT = 26

/** Of each group the place of the octet that tells its names apart. */
export const PLACES: Uint8Array = new Uint8Array(GROUPS)
/** The number of the name, by group and the low five bits of that octet. */
export const NUMBERS: Uint8Array = new Uint8Array(GROUPS * TELLING)
/** Of each name the octets it has, colon included. */
export const LENGTHS: Uint8Array = new Uint8Array(KNOWN_NAMES.length)
/** Of each name its octets and the colon, as words. */
export const SPELLINGS: Int32Array = new Int32Array(KNOWN_NAMES.length * WORDS_PER_NAME)
/** The bits of those words that a line must share. */
export const MASKS: Int32Array = new Int32Array(KNOWN_NAMES.length * WORDS_PER_NAME)

for (let number = 1; number < KNOWN_NAMES.length; number += 1) enter(number, KNOWN_NAMES[number]!)

function enter(number: number, name: string): void {
  const row = number * WORDS_PER_NAME
  for (let at = 0; at <= name.length; at += 1) {
    const octet = at < name.length ? name.charCodeAt(at) : COLON
    const isLetter = octet >= 0x61 && octet <= 0x7a
    const shift = (at % 4) * 8
    SPELLINGS[row + (at >> 2)]! |= octet << shift
    MASKS[row + (at >> 2)]! |= (isLetter ? WITHOUT_CASE : 0xff) << shift
  }
  LENGTHS[number] = name.length + 1
  const group = Math.imul(SPELLINGS[row]! & 0xdfdfdfdf, GROUP_MULTIPLIER) >>> GROUP_SHIFT
  const first = group * TELLING
  const place = TELLING_PLACES[name.slice(0, 4)] ?? 0
  PLACES[group] = place
  // The first of a group, which is its shortest, is what no other of them is.
  if (NUMBERS[first] === 0) NUMBERS.fill(number, first, first + TELLING)
  else NUMBERS[first + (name.charCodeAt(place) % TELLING)] = number
}
