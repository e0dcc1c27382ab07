/**
 * Runs a program of a lesson, from source.
 *
 *   npm run lesson -- 1                      the program of lesson 1
 *   npm run lesson -- 1 --port 9000          the same, on another port
 *   npm run lesson -- 1 client hello         its client.ts, which is told `hello`
 */

import { pathToFileURL } from 'node:url'
import { folderOf, programOf } from './support/folders.ts'

/** What the system refused, and what to do about it. */
const REFUSALS = new Map([
  ['ECONNREFUSED', 'Nobody listens there: start the program of the lesson in another terminal.'],
  ['EADDRINUSE', 'Something listens there already: end it with Ctrl-C, or take another --port.'],
])

const [number = '', word = '', ...rest] = process.argv.slice(2)
const folder = folderOf(number)
const isNamed = word !== '' && !word.startsWith('-')
const program = programOf(folder, isNamed ? word : undefined)
// The program shall see the command line that it would see if it had been started by itself.
process.argv = [process.argv[0] ?? '', program, ...(isNamed ? rest : process.argv.slice(3))]
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  const advice = REFUSALS.get(error.code ?? '')
  console.error(advice === undefined ? error : `${error.message}\n${advice}`)
  process.exit(1)
})
await import(pathToFileURL(program).href)
