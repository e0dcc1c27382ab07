/**
 * What is a row of the requirements table?
 *
 *   section        level     octets sent                          what comes back    why
 *   RFC 9112 §3.2  MUST      GET /told HTTP/1.1␍␊␍␊               closes(400)        Host is missing
 *
 * Behind the octets of a row the runner sends one more request, the probe. `persists` says that it
 * is answered, and so that the row's messages ended where they should; `closes` says that it is not.
 */

import type { Limits } from '../../src/message/limits.ts'

/**
 * How strongly the section asks. What follows from a definition has no keyword there and is a MUST
 * here: to read it otherwise is to speak another protocol. Octets outside the grammar are a SHOULD,
 * where no section says more (RFC 9112 §2.2). `ours`: the RFC leaves a choice, asks for less, or only
 * warns; the reason says which way we went.
 */
export type Level = 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT' | 'ours'

export type Row = readonly [
  section: string,
  level: Level,
  /**
   * One char an octet. In a list, each piece but the first waits until one more answer has begun.
   * `<etag>` stands for the entity-tag of /ten.txt, here and in expected values.
   */
  send: string | readonly string[],
  expected: Expected,
  why: string,
]

/** What a response must look like; what is left out may be anything. */
export interface Answer {
  readonly status: number
  readonly fields?: Readonly<Record<string, string | RegExp>>
  readonly lacks?: readonly string[]
  readonly content?: string | RegExp
  /** The answer to HEAD has no content, whatever its Content-Length says. */
  readonly to?: 'HEAD'
}

export type Ending =
  /** The probe is answered. */
  | 'persists'
  /** The last answer says so, and the probe is not answered. */
  | 'closes'
  /** The same, but the fault showed when the last answer had already left. */
  | 'closes-unannounced'
  /** No probe: the client closes its side, and the server follows. */
  | 'client-closes'
  /** No probe: the client waits, and the server closes. */
  | 'times-out'

export interface Expected {
  /** Interim responses are among them. */
  readonly answers: readonly Answer[]
  readonly ending: Ending
}

/** Rows that are sent to one server. */
export interface Part {
  readonly name: string
  readonly rows: readonly Row[]
  /** Whether cuts could matter: then each row is also sent cut at every place. */
  readonly cuts: 'everywhere' | 'nowhere'
  readonly limits?: Partial<Limits>
}

type Brief = number | Answer

export const persists = (...answers: readonly Brief[]): Expected => expect('persists', answers)
export const closes = (...answers: readonly Brief[]): Expected => expect('closes', answers)
export const closesUnannounced = (...answers: readonly Brief[]): Expected =>
  expect('closes-unannounced', answers)
export const clientCloses = (...answers: readonly Brief[]): Expected =>
  expect('client-closes', answers)
export const timesOut = (...answers: readonly Brief[]): Expected => expect('times-out', answers)

function expect(ending: Ending, answers: readonly Brief[]): Expected {
  const expanded = answers.map((answer) =>
    typeof answer === 'number' ? { status: answer } : answer,
  )
  return { answers: expanded, ending }
}

/** 200 with this content. */
export const text = (content: string | RegExp): Answer => ({ status: 200, content })

/** An answer with these field values. */
export const has = (
  status: number,
  fields: NonNullable<Answer['fields']>,
  more: Partial<Answer> = {},
): Answer => ({ status, fields, ...more })

/** An answer without these fields. */
export const lacks = (status: number, ...names: readonly string[]): Answer => ({
  status,
  lacks: names,
})

/** An answer to HEAD. */
export const head = (status: number, more: Partial<Answer> = {}): Answer => ({
  status,
  to: 'HEAD',
  ...more,
})

/** What follows method and target in a request that is well formed so far. */
export const HOST = ' HTTP/1.1\r\nHost: a\r\n'
