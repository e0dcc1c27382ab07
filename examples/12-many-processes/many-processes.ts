/**
 * Two processes that listen on one port, and a third that looks after them.
 *
 * The first process (the primary) accepts connections and gives them to the others (the workers) in
 * turn. It speaks no HTTP, so that nothing a client sends can end it. A worker that ends is replaced.
 */

import cluster from 'node:cluster'
import { readArguments } from '../support/arguments.ts'
import { serve } from './worker.ts'

const WORKERS = 2
/** A worker that fails at its very start must not be started as fast as the machine can. */
const RESTART_MILLISECONDS = 200

const { port } = readArguments(8112)
if (cluster.isPrimary) lead()
else await serve(port)

function lead(): void {
  let isStopping = false
  let isListening = false

  cluster.on('listening', ({ process: { pid } }, address) => {
    if (!isListening) console.log(`http://127.0.0.1:${address.port}/`)
    if (!isListening) console.log(`the primary is process ${process.pid}`)
    isListening = true
    console.log(`process ${pid} listens`)
  })

  cluster.on('exit', ({ process: { pid } }, code) => {
    console.log(`process ${pid} has ended, with code ${code}`)
    if (isStopping) return
    setTimeout(() => {
      if (!isStopping) cluster.fork()
    }, RESTART_MILLISECONDS)
  })

  /** Who starts us may pass the same Ctrl-C on that the terminal sent, so only the first counts. */
  function stop(): void {
    if (isStopping) return
    isStopping = true
    console.log('stopping: no new connections, and what has begun is finished')
    for (const worker of Object.values(cluster.workers ?? {})) {
      if (worker?.isConnected()) worker.send('stop')
    }
  }

  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  for (let count = 0; count < WORKERS; count += 1) cluster.fork()
}
