import assert from 'node:assert/strict'
import type { Claim, Lesson } from '../support/lesson.ts'

interface Reading {
  readonly low: number
  readonly high: number
  /** The last line. */
  readonly verdict: string
}

/** What the method finds on the simulated machine, where B costs `truth` times as much as A. */
async function measure(lesson: Lesson, truth: string): Promise<Reading> {
  const { output, code } = await lesson.run('simulated', [truth])
  assert.equal(code, 0, output)
  const [, low, high] = /^B\/A .* from ([\d.]+) to ([\d.]+)$/m.exec(output) ?? []
  const verdict = output.trim().split('\n').at(-1) ?? ''
  return { low: Number(low), high: Number(high), verdict }
}

export const claims: readonly Claim[] = [
  {
    says: 'a program is not found to differ from itself, though the machine grows warm',
    async holds(lesson) {
      const { low, high, verdict } = await measure(lesson, '1')
      assert.equal(verdict, 'B: no difference shown')
      assert.ok(low < 1 && 1 < high, `from ${low} to ${high}`)
    },
  },
  {
    says: 'a program that costs a tenth more is found to, and by how much',
    async holds(lesson) {
      const { low, high, verdict } = await measure(lesson, '1.1')
      assert.equal(verdict, 'B: slower')
      assert.ok(low < 1.1 && 1.1 < high && high - low < 0.1, `from ${low} to ${high}`)
    },
  },
  {
    says: 'a program that costs a tenth less is found to, and by how much',
    async holds(lesson) {
      const { low, high, verdict } = await measure(lesson, '0.9')
      assert.equal(verdict, 'B: faster')
      assert.ok(low < 0.9 && 0.9 < high && high - low < 0.1, `from ${low} to ${high}`)
    },
  },
  {
    says: 'on this machine it says what it found, and how sure of it it is',
    async holds(lesson) {
      const { output } = await lesson.run('measure-it')
      const range = String.raw`\d+\.\d{3}, somewhere from \d+\.\d{3} to \d+\.\d{3}`
      assert.match(output, new RegExp(`^A/A  ${range}\nB/A  ${range}\nB: [a-z -]+\n$`, 'm'))
    },
  },
]
