/** Does a log that cannot be written cost no more than its lines? */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LogOutput, type LogTarget } from '../../src/log/log-output.ts'
import { until } from '../support/octets-process.ts'

type Done = Parameters<LogTarget['write']>[1]

/** A target whose writes end when and as the test says. */
class Target implements LogTarget {
  text = ''
  pending: { readonly octets: Buffer; readonly done: Done } | undefined
  isBroken = false

  get isWriting(): boolean {
    return this.pending !== undefined
  }

  write(octets: Buffer, done: Done): void {
    assert.equal(this.pending, undefined, 'one write at a time')
    this.pending = { octets, done }
  }

  writeLast(octets: Buffer): void {
    if (this.isBroken) throw systemError('ENOSPC')
    this.text += octets
  }

  /** Ends the write under way. */
  take(octets = Number.POSITIVE_INFINITY, error: NodeJS.ErrnoException | null = null): void {
    const { pending } = this
    assert.ok(pending, 'a write is under way')
    this.pending = undefined
    const taken = pending.octets.subarray(0, octets)
    this.text += taken
    pending.done(error, taken.length)
  }
}

function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: no room, write`), { code })
}

function open(): { target: Target; output: LogOutput; told: string[] } {
  const target = new Target()
  const told: string[] = []
  const output = new LogOutput(target, {
    failed: ({ code }) => told.push(`failed ${code}`),
    dropped: (lines) => output.add(`dropped ${lines}\n`),
    lost: (lines) => told.push(`lost ${lines}`),
  })
  return { target, output, told }
}

const LONG = `${'x'.repeat(99_999)}\n`

describe('The output of a log', () => {
  it('gathers lines for a moment, then writes them as one', async () => {
    const { target, output } = open()
    output.add('a\n')
    output.add('b\n')
    assert.ok(!target.isWriting)
    await until(() => target.isWriting, 'the write')
    target.take()
    assert.equal(target.text, 'a\nb\n')
  })

  it('writes on after a short write, and no octet twice', () => {
    const { target, output } = open()
    output.add('abc\ndef\n')
    output.flush()
    target.take(2)
    target.take(3)
    target.take()
    assert.equal(target.text, 'abc\ndef\n')
  })

  it('keeps what could not be written and tries again, and says so once', async () => {
    const { target, output, told } = open()
    output.add('a\nb\n')
    output.flush()
    target.take(1, systemError('ENOSPC'))
    await until(() => target.isWriting, 'another try')
    target.take(0, systemError('ENOSPC'))
    await until(() => target.isWriting, 'another try')
    target.take()
    assert.deepEqual([target.text, told], ['a\nb\n', ['failed ENOSPC']])
  })

  it('waits without a word for whoever reads slowly', async () => {
    const { target, output, told } = open()
    output.add('a\n')
    output.flush()
    target.take(0, systemError('EAGAIN'))
    await until(() => target.isWriting, 'another try')
    target.take()
    assert.deepEqual([target.text, told], ['a\n', []])
  })

  it('keeps a mebibyte, drops what is more, and says how many when there is room', async () => {
    const { target, output } = open()
    for (let line = 0; line < 15; line += 1) output.add(LONG)
    assert.equal(output.droppedLines, 5)
    output.flush()
    target.take()
    await until(() => target.isWriting, 'the record')
    target.take()
    assert.equal(target.text, `${LONG.repeat(10)}dropped 5\n`)
    output.add('after\n')
    output.flush()
    target.take()
    assert.ok(target.text.endsWith('dropped 5\nafter\n'))
  })

  it('writes at its end what is left', () => {
    const { target, output, told } = open()
    output.add('a\n')
    output.end()
    assert.deepEqual([target.text, told], ['a\n', []])
  })

  it('says at its end how many lines are lost', () => {
    const { target, output, told } = open()
    target.isBroken = true
    for (let line = 0; line < 12; line += 1) output.add(LONG)
    output.end()
    assert.deepEqual(told, ['lost 12'])
  })
})
