/**
 * Our server and Node's own, on the same octets: whatever they understand differently is a class of
 * differences.ts, with its reason.
 */

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CORPUS } from './corpus.ts'
import {
  classify,
  DIFFERENCES,
  type Difference,
  findDifference,
  isStillThere,
} from './differences.ts'
import { escapeMessage, makeMessage } from './messages.ts'
import { type Peer, startLlhttp, startOctets } from './peers.ts'
import { readMessage } from './read-message.ts'

const SEED = 9112
const MUTATED = 3000
const CONNECTIONS = 32

describe('our server and llhttp', () => {
  let ours: Peer
  let theirs: Peer
  const differences: Difference[] = []
  let agreedOn = { accepted: 0, refused: 0 }

  before(async () => {
    ours = await startOctets()
    theirs = await startLlhttp()
    const messages = [...CORPUS]
    for (let index = 0; index < MUTATED; index += 1) messages.push(makeMessage(SEED, index))
    const queue = messages.values()
    await Promise.all(Array.from({ length: CONNECTIONS }, () => compareAll(queue)))
  })

  after(async () => {
    await ours.close()
    await theirs.close()
  })

  /** Several of these run at once, and take their messages from one queue. */
  async function compareAll(queue: Iterable<string>): Promise<void> {
    for (const message of queue) {
      const [mine, other] = await Promise.all([ours.ask(message), theirs.ask(message)])
      const difference = findDifference(message, readMessage(message).heads, mine, other)
      if (difference !== undefined) differences.push(difference)
      else if (mine.end === 'refused') agreedOn = { ...agreedOn, refused: agreedOn.refused + 1 }
      else agreedOn = { ...agreedOn, accepted: agreedOn.accepted + 1 }
    }
  }

  it('understand most messages alike', () => {
    assert.ok(agreedOn.accepted > MUTATED / 10, `accepted alike: ${agreedOn.accepted}`)
    assert.ok(agreedOn.refused > MUTATED / 4, `refused alike: ${agreedOn.refused}`)
  })

  it('differ only where we know why', () => {
    const unknown = differences.filter((difference) => classify(difference) === undefined)
    const told = unknown.map(({ message, ours, theirs, by, code }) => {
      return `${by}: ${code}\n${escapeMessage(message)}\n${JSON.stringify({ ours, theirs })}`
    })
    assert.equal(unknown.length, 0, told.slice(0, 5).join('\n\n'))
  })

  for (const differenceClass of DIFFERENCES) {
    const { name, section, reason } = differenceClass
    it(`${name} (${section}): ${reason}`, () => {
      const count = differences.filter((found) => classify(found) === differenceClass).length
      if (isStillThere(differenceClass)) assert.ok(count > 0, 'no message provokes it')
      else assert.equal(count, 0, 'this llhttp was thought to do as we do')
    })
  }
})
