/**
 * Runs a program of a lesson, from source.
 *
 *   npm run lesson -- 1                      the program of lesson 1
 *   npm run lesson -- 1 --port 9000          the same, on another port
 *   npm run lesson -- 1 client hello         its client.ts, which is told `hello`
 */

import { pathToFileURL } from 'node:url'
import { folderOf, programOf } from './support/folders.ts'

const [number = '', word = '', ...rest] = process.argv.slice(2)
const folder = folderOf(number)
const named = /^[a-z-]+$/.test(word) && word !== 'check' ? programOf(folder, word) : undefined
const program = named ?? programOf(folder)
if (program === undefined) throw new Error(`${folder} has no program`)
// The program shall see the command line that it would see if it had been started by itself.
process.argv = [process.argv[0] ?? '', program, ...(named ? rest : process.argv.slice(3))]
await import(pathToFileURL(program).href)
