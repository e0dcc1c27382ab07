import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { serveFiles } from '../../src/site/file-handler.ts'
import { FileRoot } from '../../src/site/file-root.ts'
import { countDescriptors, makeDirectory, makeRequest, readContent } from './fixture.ts'

/** Puts files and links in the place of `path`, by rename, until it is told to stop. */
const REPLACER = `
  const { renameSync, symlinkSync, writeFileSync } = require('node:fs')
  const { parentPort, workerData: { path, made } } = require('node:worker_threads')
  let isOver = false
  const make = {
    file: (name) => writeFileSync(name, 'inside'),
    outward: (name) => symlinkSync('../secret.txt', name),
  }
  let turn = 0
  const replace = () => {
    for (let times = 0; times < 50; times += 1) {
      make[made[turn++ % made.length]](path + '.new')
      renameSync(path + '.new', path)
    }
    parentPort.postMessage('replaced')
    if (!isOver) setImmediate(replace)
    else process.exit()
  }
  parentPort.on('message', () => { isOver = true })
  replace()
`

/** Calls `look` again and again while another thread replaces `path`. */
async function whileReplaced(path: string, made: readonly string[], look: () => Promise<void>) {
  const worker = new Worker(REPLACER, { eval: true, workerData: { path, made } })
  const exited = new Promise((resolve) => worker.once('exit', resolve))
  await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  const deadline = performance.now() + 300
  while (performance.now() < deadline) await look()
  worker.postMessage('stop')
  await exited
}

describe('a path that is replaced while it is opened', () => {
  const around = makeDirectory({ 'secret.txt': 'secret', 'site/a.txt': 'inside' })
  const path = join(around, 'site/a.txt')
  const root = new FileRoot(join(around, 'site'))

  it('is never absent when every one in its place is a file', async () => {
    let found = 0
    let busy = 0
    await whileReplaced(path, ['file'], async () => {
      const opened = root.open(['a.txt'])
      if (opened.kind === 'file') {
        assert.equal(Buffer.from(opened.file.readStart(10)).toString(), 'inside')
        opened.file.close()
        found += 1
      } else {
        assert.equal(opened.kind, 'busy')
        busy += 1
      }
    })
    // Busy takes eight replacements in a row, each within microseconds.
    assert.ok(busy <= found / 1000, `${busy} times busy, ${found} times found`)
  })

  it('never leads out of the root when some are links out of it', async () => {
    const before = countDescriptors()
    const seen = new Set<string>()
    await whileReplaced(path, ['file', 'outward'], async () => {
      const opened = root.open(['a.txt'])
      if (opened.kind === 'file') {
        seen.add(Buffer.from(opened.file.readStart(10)).toString())
        opened.file.close()
      } else seen.add(opened.kind)
    })
    assert.ok(!seen.has('secret'))
    assert.ok(seen.has('inside') && seen.has('absent'), 'both were there to be seen')
    assert.equal(countDescriptors(), before)
  })

  it('is answered, not failed, by the handler', async () => {
    const handle = serveFiles(join(around, 'site'))
    await whileReplaced(path, ['file', 'outward'], async () => {
      const response = await handle(makeRequest('/a.txt'))
      assert.match(String(response.status), /^(200|404|503)$/)
      assert.doesNotMatch(await readContent(response), /secret/)
    })
  })
})

describe('a file that is rewritten within one tick of the clock of its file system', () => {
  it('is not believed to be the same for having the same stat', async () => {
    const names = Array.from({ length: 50 }, (_, at) => `${at}.txt`)
    const root = makeDirectory(Object.fromEntries(names.map((name) => [name, 'before'])))
    const handle = serveFiles(root)
    for (const name of names) {
      writeFileSync(join(root, name), 'first!')
      // Its content is made, and would be read once the tick is over: by then it is another file's.
      const response = await handle(makeRequest(`/${name}`))
      if (response.content.kind === 'source') response.content.source.close()
      writeFileSync(join(root, name), 'second')
    }
    await delay(100)
    for (const name of names) {
      assert.equal(await readContent(await handle(makeRequest(`/${name}`))), 'second')
    }
  })
})
