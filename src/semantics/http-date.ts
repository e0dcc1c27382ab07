/**
 * Which instant does this date name, and how is an instant written?
 *
 *   IMF-fixdate   Sun, 06 Nov 1994 08:49:37 GMT      the one form we write
 *   rfc850-date   Sunday, 06-Nov-94 08:49:37 GMT     obsolete; a year of two digits
 *   asctime-date  Sun Nov  6 08:49:37 1994           obsolete; no zone, it is UTC
 *
 * A recipient must read all three. Each is one pattern, and exact: dates are case-sensitive and have
 * no optional whitespace, and a field that carries two of them, joined by a comma, matches none.
 * What a pattern cannot say is checked afterwards: that the month has such a day.
 *
 * The name of the day must be one, but need not be the right one: it adds nothing to the date, the
 * RFC asks no recipient to compare them, and the century of an rfc850-date is a guess anyway.
 *
 * Spec: RFC 9110 §5.6.7.
 */

/** What a year of four digits can say, in milliseconds since the epoch. */
const FIRST_INSTANT = Date.parse('0000-01-01T00:00:00.000Z')
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z')

/** The second written last: many files of a site are of the same one, and 1.4 µs of a first look went here. */
let lastSecond = Number.NaN
let lastText = ''

/**
 * An instant as IMF-fixdate.
 *
 * @param milliseconds since the epoch, finite; cut to the whole second it lies in. Outside the years
 * 0000 to 9999, where a file system may well put a file, the nearest instant that can be written.
 */
export function formatHttpDate(milliseconds: number): string {
  const instant = Math.min(Math.max(milliseconds, FIRST_INSTANT), LAST_INSTANT)
  const second = Math.floor(instant / 1000)
  if (second !== lastSecond) {
    lastSecond = second
    // ECMA-262 defines this text, and it is IMF-fixdate to the letter.
    lastText = new Date(instant).toUTCString()
  }
  return lastText
}

const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'
const DAY_NAME = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const DAY_NAME_LONG = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day'
const MONTH = `(?<month>${MONTHS})`
// 60 is a leap second. Our clock has none, so it is read as the first second of the next minute.
const TIME = '(?<hour>[01]\\d|2[0-3]):(?<minute>[0-5]\\d):(?<second>[0-5]\\d|60)'

const FORMS: readonly RegExp[] = [
  new RegExp(`^${DAY_NAME}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`),
  new RegExp(`^${DAY_NAME_LONG}, (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT$`),
  new RegExp(`^${DAY_NAME} ${MONTH} (?<day>\\d\\d| \\d) ${TIME} (?<year>\\d{4})$`),
]

/** The named groups that every form has. */
type DateParts = Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string>>

/**
 * The instant an HTTP-date names, in milliseconds since the epoch, always a whole second;
 * `undefined` for any other text.
 *
 * @param now milliseconds since the epoch; settles the century of a year of two digits
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  for (const form of FORMS) {
    const parts = form.exec(text)?.groups
    if (parts !== undefined) return instantOf(parts as DateParts, now)
  }
  return undefined
}

function instantOf(parts: DateParts, now: number): number | undefined {
  const month = MONTHS.split('|').indexOf(parts.month)
  const day = Number(parts.day)
  const minutes = Number(parts.hour) * 60 + Number(parts.minute)
  const sinceMidnight = (minutes * 60 + Number(parts.second)) * 1000

  let year = Number(parts.year)
  if (parts.year.length === 2) {
    // More than 50 years ahead means the latest such year in the past (RFC 9110 §5.6.7). Starting a
    // century too late makes the rule hold across the turn of a century as well.
    const present = new Date(now)
    const horizon = new Date(now).setUTCFullYear(present.getUTCFullYear() + 50)
    year += present.getUTCFullYear() - (present.getUTCFullYear() % 100) + 100
    while (midnightOf(year, month, day) + sinceMidnight > horizon) year -= 100
  }

  const midnight = midnightOf(year, month, day)
  // A day that the month does not have has rolled over into another one.
  if (new Date(midnight).getUTCDate() !== day) return undefined
  return midnight + sinceMidnight
}

/** Not `Date.UTC`, which takes the years 0 to 99 for the 20th century. */
function midnightOf(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day)
}
