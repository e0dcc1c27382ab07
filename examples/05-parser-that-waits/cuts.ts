/**
 * Cuts one request in two at every place, and asks two readers for its target: one takes the first
 * segment for the request, as lesson 4 does; the other is the project's parser. No sockets needed.
 */

import { RequestParser } from '../../src/message/request-parser.ts'

const REQUEST = Buffer.from('GET /picture.png HTTP/1.1\r\nHost: localhost\r\n\r\n')
const TARGET = '/picture.png'

function firstSegment([first]: readonly Buffer[]): string | undefined {
  return first?.toString().split(' ')[1]
}

function parser(segments: readonly Buffer[]): string | undefined {
  const reader = new RequestParser()
  let target: string | undefined
  for (const segment of segments) {
    reader.push(segment)
    for (let event = reader.next(); event.kind !== 'need-octets'; event = reader.next()) {
      if (event.kind === 'head') target = event.head.target()
    }
  }
  return target
}

const cuts = Array.from({ length: REQUEST.length - 1 }, (_, at) => [
  REQUEST.subarray(0, at + 1),
  REQUEST.subarray(at + 1),
])
const singly = Array.from(REQUEST, (_, at) => REQUEST.subarray(at, at + 1))

for (const read of [firstSegment, parser]) {
  const right = cuts.filter((segments) => read(segments) === TARGET).length
  const alone = read(singly) === TARGET ? 'right' : 'wrong'
  console.log(`${read.name}: right at ${right} of ${cuts.length} cuts; octet by octet: ${alone}`)
}
