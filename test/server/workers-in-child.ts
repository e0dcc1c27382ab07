/**
 * A primary and workers that behave as they are told, in processes of their own.
 *
 *   workers-in-child.ts BEHAVIOUR COUNT
 */

import cluster from 'node:cluster'
import { hearPrimary, tellPrimary } from '../../src/server/worker-messages.ts'
import { Workers } from '../../src/server/workers.ts'

const [behaviour, count = '1'] = process.argv.slice(2)

if (cluster.isPrimary) {
  const workers = new Workers({
    count: Number(count),
    environment: {},
    descriptors: [],
    stopMilliseconds: 100,
    tell: (sentence) => console.log(sentence),
    sumUp: async () => [],
  })
  process.on('SIGTERM', async () => {
    await workers.stop()
    console.log('stopped')
  })
  process.on('SIGHUP', async () => console.log(JSON.stringify(await workers.roll())))
  console.log(JSON.stringify(await workers.start()))
} else {
  const id = cluster.worker?.id ?? 0
  const listen = (): void => tellPrimary({ kind: 'listening', urls: [`worker ${id}`] })
  const fail = (): void => {
    tellPrimary({ kind: 'failed', exitCode: 2, sentence: `No ${id}` })
    cluster.worker?.disconnect()
  }
  switch (behaviour) {
    case 'works':
      hearPrimary(() => cluster.worker?.disconnect())
      listen()
      break
    case 'fails':
      fail()
      break
    case 'crashes':
      setImmediate(() => process.exit(7))
      break
    case 'fails-later':
      hearPrimary(() => cluster.worker?.disconnect())
      if (id <= Number(count)) listen()
      else fail()
      break
    case 'second-fails':
      hearPrimary(() => cluster.worker?.disconnect())
      if (id === 2) fail()
      else listen()
      break
    case 'ends-early':
      listen()
      setTimeout(() => process.exit(3), 20)
      break
    case 'deaf':
      hearPrimary(() => {})
      listen()
  }
}
