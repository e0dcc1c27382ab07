/**
 * Two programs that must agree on where a message ends: a front, which clients talk to, and a back,
 * which answers.
 */

import { readArguments } from '../support/arguments.ts'
import { startBack } from './back.ts'
import { startFront } from './front.ts'

const port = await startFront(readArguments(8108).port, await startBack())
console.log(`http://127.0.0.1:${port}/`)
