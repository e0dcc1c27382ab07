/**
 * The parser against a few thousand broken messages, the same ones in every run. `npm run fuzz` goes
 * on from here for as long as it is told to.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_LIMITS, type MessageLimits } from '../../src/message/limits.ts'
import { FAULTS, type FaultCode, ProtocolError } from '../../src/message/protocol-error.ts'
import { RequestParser } from '../../src/message/request-parser.ts'
import { SMALL_LIMITS } from '../support/parser-case.ts'
import { BrokenPromise, checkMessage, type Verdict } from './check-message.ts'
import { CORPUS } from './corpus.ts'
import { escapeMessage, makeMessage } from './messages.ts'
import { Random } from './random.ts'

const SEED = 9112
const MESSAGES = 4000
/** Wider than the small limits of the tables, so that messages of the corpus get past their heads. */
const NARROW: MessageLimits = { ...SMALL_LIMITS, fieldSectionOctets: 96, trailerSectionOctets: 48 }

// biome-ignore format: the columns are the test
const RUNS: readonly (readonly [limits: MessageLimits, name: string, acceptedAtLeast: number])[] = [
  [DEFAULT_LIMITS, 'the default limits', 400],
  [NARROW,         'narrow limits',      200],
]

function check(message: string, limits: MessageLimits, index: number): Verdict {
  try {
    const parsing = { RequestParser, ProtocolError }
    return checkMessage(message, parsing, limits, new Random(SEED + 1, index))
  } catch (error) {
    const where = `seed ${SEED}, message ${index}: ${escapeMessage(message)}`
    throw new Error(`${where}\n${(error as Error).message}`, { cause: error })
  }
}

describe('broken messages', () => {
  const verdicts = new Set<Verdict>()

  for (const [limits, name, acceptedAtLeast] of RUNS) {
    it(`${MESSAGES} of them break no promise under ${name}`, () => {
      let accepted = 0
      for (let index = 0; index < MESSAGES; index += 1) {
        const verdict = check(makeMessage(SEED, index), limits, index)
        verdicts.add(verdict)
        if (verdict === 'accepted') accepted += 1
      }
      assert.ok(accepted >= acceptedAtLeast, `only ${accepted} were accepted`)
      assert.ok(accepted < MESSAGES / 2, `${accepted} were accepted`)
    })

    it(`nor does the corpus under ${name}`, () => {
      for (const [index, message] of CORPUS.entries()) verdicts.add(check(message, limits, index))
    })
  }

  for (const code of Object.keys(FAULTS) as FaultCode[]) {
    it(`${code} is among their faults`, () => {
      assert.ok(verdicts.has(code))
    })
  }

  it('some are incomplete', () => {
    assert.ok(verdicts.has('incomplete'))
  })
})

describe('the mutators', () => {
  it('make the same messages of the same seed', () => {
    for (let index = 0; index < 50; index += 1) {
      assert.equal(makeMessage(SEED, index), makeMessage(SEED, index))
    }
  })

  it('make different ones of different seeds and indices', () => {
    const messages = new Set<string>()
    for (let index = 0; index < 100; index += 1) {
      messages.add(makeMessage(SEED, index)).add(makeMessage(SEED + 1, index))
    }
    assert.ok(messages.size > 180, `only ${messages.size} different ones of 200`)
  })

  it('make octets, one to a char', () => {
    for (let index = 0; index < 500; index += 1) {
      assert.doesNotMatch(makeMessage(SEED, index), /[^\x00-\xff]/)
    }
  })
})

describe('the checks', () => {
  it('notice a parser that looks at its pieces', () => {
    /** Forgets the first octet of every piece but the first. */
    class Forgetful extends RequestParser {
      #isFirst = true
      override push(octets: Uint8Array): void {
        super.push(this.#isFirst ? octets : octets.subarray(1))
        this.#isFirst = false
      }
    }
    const parsing = { RequestParser: Forgetful, ProtocolError }
    const [message = ''] = CORPUS
    assert.throws(
      () => checkMessage(message, parsing, DEFAULT_LIMITS, new Random(SEED, 0)),
      BrokenPromise,
    )
  })
})
