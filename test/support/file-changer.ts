/**
 * A thread that changes one file again and again, each time in the same way, while others read it.
 *
 * The file is made of blocks, and each line of a block says of which version it is and where it
 * belongs, so that octets of two versions in one answer show, wherever they meet.
 */

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

export type Way = 'rewritten' | 'truncated' | 'replaced' | 'appended' | 'deleted'

const LINE_OCTETS = 64
const BLOCK_OCTETS = 4096
/** A rewrite that rests for longer than this in the middle has made a version of its own. */
const REST_MILLISECONDS = 25

const PROGRAM = `
  const fs = require('node:fs')
  const { parentPort, workerData: { path, way, blocks } } = require('node:worker_threads')
  const makeBlock = (version, number) => {
    const stamp = 'v' + String(version).padStart(9, '0') + ' b' + String(number).padStart(9, '0')
    return (stamp.padEnd(${LINE_OCTETS - 1}, '.') + '\\n').repeat(${BLOCK_OCTETS / LINE_OCTETS})
  }
  const make = (version) => {
    let text = ''
    for (let number = 0; number < blocks; number += 1) text += makeBlock(version, number)
    return text
  }
  const replace = (version) => {
    fs.writeFileSync(path + '.new', make(version))
    fs.renameSync(path + '.new', path)
  }
  const pause = (most) => new Promise((resolve) => setTimeout(resolve, Math.random() * most))
  const rested = []
  const changes = {
    replaced: async (version) => replace(version),
    rewritten: async (version) => {
      const descriptor = fs.openSync(path, 'r+')
      let last = performance.now()
      for (let number = 0; number < blocks; number += 1) {
        fs.writeSync(descriptor, makeBlock(version, number), number * ${BLOCK_OCTETS})
        const now = performance.now()
        if (now - last > ${REST_MILLISECONDS}) rested.push(version)
        last = now
      }
      fs.closeSync(descriptor)
    },
    truncated: async (version) => {
      replace(version)
      await pause(120)
      fs.truncateSync(path, (blocks / 2) * ${BLOCK_OCTETS})
    },
    appended: async (version) => {
      replace(version)
      for (let number = blocks; number < blocks + 8; number += 1) {
        await pause(40)
        fs.appendFileSync(path, makeBlock(version, number))
      }
    },
    deleted: async (version) => {
      fs.rmSync(path)
      await pause(20)
      replace(version)
    },
  }
  let isOver = false
  parentPort.once('message', () => { isOver = true })
  const run = async () => {
    replace(0)
    parentPort.postMessage('ready')
    let version = 0
    while (!isOver) {
      await pause(150)
      version += 1
      await changes[way](version)
    }
    parentPort.postMessage({ version, rested })
  }
  run()
`

/** What the thread did, told when it has stopped. */
export interface Changes {
  readonly versions: number
  /** Versions that were written with a rest in between: half of one was a version by itself. */
  readonly rested: ReadonlySet<number>
}

export class FileChanger {
  readonly #worker: Worker

  private constructor(worker: Worker) {
    this.#worker = worker
  }

  /** Begins once the file is there. */
  static async start(path: string, way: Way, octets: number): Promise<FileChanger> {
    const workerData = { path, way, blocks: octets / BLOCK_OCTETS }
    const worker = new Worker(PROGRAM, { eval: true, workerData })
    await once(worker, 'message')
    return new FileChanger(worker)
  }

  async stop(): Promise<Changes> {
    this.#worker.postMessage('stop')
    const [{ version, rested }] = await once(this.#worker, 'message')
    await this.#worker.terminate()
    return { versions: version, rested: new Set(rested) }
  }
}

/** The versions in `content`, in order; fails on octets that are not where they belong. */
export function versionsIn(content: Buffer): ReadonlySet<number> {
  const versions = new Set<number>()
  const text = content.toString('latin1')
  for (let at = 0; at < text.length; at += LINE_OCTETS) {
    const line = text.slice(at, at + LINE_OCTETS)
    const [, version, block] = /^v(\d{9}) b(\d{9})\.{42}\n$/.exec(line) ?? []
    const isCut = line.length < LINE_OCTETS
    if (!isCut && Number(block) !== Math.floor(at / BLOCK_OCTETS)) {
      throw new Error(`At ${at} stands ${JSON.stringify(line)}`)
    }
    if (!isCut) versions.add(Number(version))
  }
  return versions
}
