/**
 * Does the server keep the RFCs? Each row of the table is sent to it over a socket: whole; and, where
 * cuts could matter, cut in two at every place and octet by octet. The answers must be the expected
 * ones, and the same to the octet however the row arrived, but for Date.
 */

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createServer } from '../../src/server/http-server.ts'
import type { Server } from '../../src/server/server.ts'
import { parseResponses, type RawResponse } from '../support/raw-socket.ts'
import { converse, type Outcome } from './client.ts'
import { PARTS } from './parts.ts'
import type { Answer, Expected, Level, Part, Row } from './row.ts'
import { NOT_APPLICABLE } from './rows/not-applicable.ts'
import { SECTIONS } from './sections.ts'
import { makeSite, type Site } from './site.ts'

/** Sent behind each row; its answer shows that the row ended where it should. */
const PROBE = 'GET /after HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const PROBED: Answer = { status: 200, fields: { connection: 'close' }, content: 'after' }

const CONNECTIONS_AT_ONCE = 64
/** Rows longer than this are cut near their ends only: in the middle they are all alike. */
const CUT_EVERYWHERE_OCTETS = 400
const CUT_NEAR_ENDS_OCTETS = 48
/** A row longer than this does not come octet by octet but in so many pieces. */
const PIECES = 400

let site: Site
let entityTag: string
const servers = new Map<Part, { readonly server: Server; readonly port: number }>()

before(async () => {
  site = makeSite()
  for (const part of PARTS) {
    const server = createServer(site.handle, { limits: part.limits ?? {} })
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
    servers.set(part, { server, port })
  }
  entityTag = await askEntityTag()
})

after(async () => {
  for (const { server } of servers.values()) {
    server.destroy()
    await server.close()
  }
  site.remove()
})

async function askEntityTag(): Promise<string> {
  const request = 'HEAD /ten.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
  const { received } = await converse(portOf(PARTS[0]!), [Buffer.from(request)], 'waits')
  return parseResponses(received, ['HEAD'])[0]?.fields.get('etag') ?? ''
}

function portOf(part: Part): number {
  return servers.get(part)!.port
}

for (const part of PARTS) {
  describe(part.name, () => {
    it('whole', async () => {
      const failures = await collect(part.rows, async (row) =>
        check(row, await sendWhole(part, row)),
      )
      assert.deepEqual(failures, [])
    })
    if (part.cuts === 'everywhere') {
      it('cut in two at every place, and octet by octet', async (t) => {
        const failures = await collect(part.rows.flatMap(cutsOf), async ([row, pieces]) => {
          const whole = await wholeOutcome(part, row)
          const { received, standing } = await converse(portOf(part), pieces, leavingOf(row))
          assert.deepEqual({ received: withoutDate(received), standing }, whole)
        })
        t.diagnostic(`${part.rows.length} rows in ${part.rows.flatMap(cutsOf).length} ways`)
        assert.deepEqual(failures, [])
      })
    }
  })
}

it('the server reads each piece on its own, or cutting would test nothing', async () => {
  const row =
    'POST /slices HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 7\r\n\r\nabcdefg'
  const pieces = octetsOf(row)
  const clients = Array.from({ length: CONNECTIONS_AT_ONCE }, () =>
    converse(portOf(PARTS[0]!), pieces, 'waits'),
  )
  for (const { received } of await Promise.all(clients)) {
    assert.equal(parseResponses(received)[0]?.content, '7')
  }
})

it('every section that applies has a row, and none is forgotten', (t) => {
  const rows = PARTS.flatMap((part) => part.rows)
  const sections = new Map(SECTIONS.map(([section]) => [section, new Map<Level, number>()]))
  for (const [section, level] of rows) {
    const levels = sections.get(section)
    assert.ok(levels, `${section} is not in the list of sections that apply`)
    levels.set(level, (levels.get(level) ?? 0) + 1)
  }
  for (const [section, levels] of sections) {
    assert.ok(levels.size > 0, `${section} has no row`)
    t.diagnostic(
      `${section}: ${[...levels].map(([level, count]) => `${count} ${level}`).join(', ')}`,
    )
  }
  t.diagnostic(`${rows.length} rows; ${NOT_APPLICABLE.length} requirements that do not apply`)
})

it('no row is there twice', () => {
  const seen = new Set<string>()
  for (const part of PARTS) {
    for (const [section, level, send] of part.rows) {
      const key = JSON.stringify([part.name, section, level, send])
      assert.ok(!seen.has(key), key)
      seen.add(key)
    }
  }
})

/** Runs `act` for all of `items`, some at a time; tells what failed, the first few of it. */
async function collect<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<void>,
): Promise<readonly string[]> {
  const failures: string[] = []
  const queue = items.values()
  const work = async (): Promise<void> => {
    for (const item of queue) {
      await act(item).catch((error: unknown) => {
        failures.push(`${JSON.stringify(item).slice(0, 400)}: ${String(error)}`)
      })
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS_AT_ONCE }, work))
  return failures.slice(0, 20)
}

function piecesOf(row: Row): readonly string[] {
  const [, , send, { ending }] = row
  const pieces = (typeof send === 'string' ? [send] : [...send]).map(fill)
  const last = pieces.pop()!
  return [...pieces, ending === 'client-closes' || ending === 'times-out' ? last : last + PROBE]
}

function leavingOf([, , , { ending }]: Row): 'waits' | 'closes' {
  return ending === 'client-closes' ? 'closes' : 'waits'
}

function fill(text: string): string {
  return text.replaceAll('<etag>', entityTag)
}

function sendWhole(part: Part, row: Row): Promise<Outcome> {
  const pieces = piecesOf(row).map((piece) => Buffer.from(piece, 'latin1'))
  return converse(portOf(part), pieces, leavingOf(row), pieces.length > 1 ? 'answer' : 'turns')
}

const whole = new Map<Row, Promise<Outcome>>()

/** What comes back when the row is sent whole: asked once, since all its cuts are compared with it. */
function wholeOutcome(part: Part, row: Row): Promise<Outcome> {
  let outcome = whole.get(row)
  if (outcome === undefined) {
    outcome = sendWhole(part, row).then(({ received, standing }) => ({
      received: withoutDate(received),
      standing,
    }))
    whole.set(row, outcome)
  }
  return outcome
}

function withoutDate(received: string): string {
  return received.replaceAll(/\r\nDate: [^\r]*/g, '')
}

function cutsOf(row: Row): readonly (readonly [row: Row, pieces: readonly Buffer[]])[] {
  const [text = ''] = piecesOf(row)
  const octets = Buffer.from(text, 'latin1')
  const end = text.endsWith(PROBE) ? octets.length - PROBE.length : octets.length
  const isShort = end <= CUT_EVERYWHERE_OCTETS
  const cuts: (readonly [Row, readonly Buffer[]])[] = [[row, octetsOf(text)]]
  for (let at = 1; at <= end; at += 1) {
    const isNearEnd = at <= CUT_NEAR_ENDS_OCTETS || at > end - CUT_NEAR_ENDS_OCTETS
    if (isShort || isNearEnd) cuts.push([row, [octets.subarray(0, at), octets.subarray(at)]])
  }
  return cuts
}

/** Single octets, or as small as makes no more than so many pieces. */
function octetsOf(text: string): readonly Buffer[] {
  const octets = Buffer.from(text, 'latin1')
  const size = Math.ceil(octets.length / PIECES)
  return Array.from({ length: Math.ceil(octets.length / size) }, (_, at) =>
    octets.subarray(at * size, (at + 1) * size),
  )
}

async function check([, , , expected]: Row, { received, standing }: Outcome): Promise<void> {
  assert.equal(standing, 'ended')
  const answers = expected.ending === 'persists' ? [...expected.answers, PROBED] : expected.answers
  const methods = answers.filter(({ status }) => status >= 200).map(({ to }) => to ?? 'GET')
  const responses = parseResponses(received, methods)
  assert.deepEqual(
    responses.map(({ status }) => status),
    answers.map(({ status }) => status),
  )
  for (const [at, response] of responses.entries()) checkAnswer(answers[at]!, response)
  checkEnding(expected, responses)
}

function checkAnswer(answer: Answer, { status, fields, content }: RawResponse): void {
  if (status >= 200) assert.match(fields.get('date') ?? '', /^\w{3}, \d\d \w{3} \d{4} .* GMT$/)
  for (const [name, value] of Object.entries(answer.fields ?? {})) {
    checkText(value, fields.get(name) ?? '(absent)', name)
  }
  for (const name of answer.lacks ?? []) assert.ok(!fields.has(name), `${name} is there`)
  if (answer.content !== undefined) checkText(answer.content, content, 'content')
}

function checkText(expected: string | RegExp, actual: string, what: string): void {
  if (typeof expected === 'string') assert.equal(actual, fill(expected), what)
  else assert.match(actual, expected, what)
}

/** RFC 9112 §9.6: the last answer on a connection that the server closes says so. */
function checkEnding({ ending }: Expected, responses: readonly RawResponse[]): void {
  const last = responses.at(-1)?.fields.get('connection')
  if (ending === 'closes') assert.equal(last, 'close')
  if (ending === 'closes-unannounced') assert.equal(last, undefined)
}
