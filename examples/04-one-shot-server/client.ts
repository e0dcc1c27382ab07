/** Asks for one target and tells what came: `client /picture.png`. One thing it does not check. */

import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { readArguments } from '../support/arguments.ts'

const { port, options, words } = readArguments(8104, ['cut'])
const [target = '/'] = words
const { cut = '0' } = options
const fields = `Host: 127.0.0.1:${port}\r\nConnection: close\r\n`
const request = `GET ${target} HTTP/1.1\r\n${fields}\r\n`

const socket = connect({ port, host: '127.0.0.1', noDelay: true })
await once(socket, 'connect')
socket.write(request.slice(0, Number(cut)))
// With --cut 9, the first nine octets travel alone.
if (cut !== '0') await pause(1000)
socket.write(request.slice(Number(cut)))

const arrivals: Buffer[] = []
for await (const octets of socket) arrivals.push(octets)
const answer = Buffer.concat(arrivals)
const end = answer.indexOf('\r\n\r\n')
const head = answer.toString('latin1', 0, end)
const content = answer.subarray(end + 4)
console.log(head.split('\r\n')[0])
console.log(`${content.length} octets of content`)
