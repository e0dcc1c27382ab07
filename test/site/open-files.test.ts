import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OpenFiles } from '../../src/site/open-files.ts'

const LONG = 60_000

describe('Open files', () => {
  it('has room up to its bound', () => {
    const files = new OpenFiles(2, 1, LONG)
    files.opened()
    assert.equal(files.hasRoom, true)
    files.opened()
    assert.equal(files.hasRoom, false)
    files.closed()
    assert.equal(files.hasRoom, true)
  })

  it('lets those who wait go in their order, one for each file that is closed', async () => {
    const files = new OpenFiles(2, 2, LONG)
    files.opened()
    files.opened()
    const gone: string[] = []
    const first = files.wait().then(() => gone.push('first'))
    const second = files.wait().then(() => gone.push('second'))
    files.closed()
    await first
    assert.deepEqual(gone, ['first'])
    files.closed()
    await second
    assert.deepEqual(gone, ['first', 'second'])
  })

  it('turns away who comes when too many wait', async () => {
    const files = new OpenFiles(1, 1, LONG)
    files.opened()
    const waiting = files.wait()
    assert.equal(await files.wait(), false)
    files.closed()
    assert.equal(await waiting, true)
  })

  it('waits only so long', async () => {
    const files = new OpenFiles(1, 1, 10)
    files.opened()
    assert.equal(await files.wait(), true)
    assert.equal(files.hasRoom, false)
  })
})
