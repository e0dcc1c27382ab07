/**
 * What the request parser tells its caller beside events.
 */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ProtocolError } from '../../src/message/protocol-error.ts'
import { RequestParser } from '../../src/message/request-parser.ts'

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const PUT = 'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n'

/** Pushes `text` and takes every event; gives the fault that ended them. */
function feed(parser: RequestParser, text: string): ProtocolError | undefined {
  parser.push(Buffer.from(text, 'latin1'))
  try {
    while (parser.next().kind !== 'need-octets');
  } catch (error) {
    assert.ok(error instanceof ProtocolError)
    return error
  }
  return undefined
}

// biome-ignore format: the columns are the test
const STANDS: readonly (readonly [text: string, stands: 'between' | 'within', why: string])[] = [
  ['',                      'between', 'a new connection'],
  ['\r',                    'within',  'half an empty line: a request may follow'],
  ['\r\n',                  'between', 'an empty line is no request'],
  ['G',                     'within',  'a request has begun'],
  [REQUEST.slice(0, -1),    'within',  'its head is not complete'],
  [REQUEST,                 'between', 'one request, ended'],
  [`${PUT}ab`,              'within',  'content is missing'],
  [`${PUT}abc`,             'between', 'content is complete'],
  [`${REQUEST}G`,           'within',  'the next request has begun'],
]

describe('isBetweenMessages', () => {
  for (const [text, stands, why] of STANDS) {
    it(`after ${JSON.stringify(text)}: ${why}`, () => {
      const parser = new RequestParser()
      feed(parser, text)
      assert.equal(parser.isBetweenMessages, stands === 'between')
    })
  }

  it('is not so while the end of a request has not been taken', () => {
    const parser = new RequestParser()
    parser.push(Buffer.from(REQUEST))
    assert.equal(parser.next().kind, 'head')
    assert.equal(parser.isBetweenMessages, false)
    assert.equal(parser.next().kind, 'end')
    assert.equal(parser.isBetweenMessages, true)
  })

  it('is not so while a pipelined request waits to be taken', () => {
    const parser = new RequestParser()
    parser.push(Buffer.from(REQUEST + REQUEST))
    while (parser.next().kind !== 'end');
    assert.equal(parser.isBetweenMessages, false)
  })
})

describe('unread', () => {
  it('counts what no event has covered', () => {
    const parser = new RequestParser()
    parser.push(Buffer.from(`${PUT}abc${REQUEST}`))
    assert.equal(parser.unread, PUT.length + 3 + REQUEST.length)
    parser.next()
    assert.equal(parser.unread, 3 + REQUEST.length)
    parser.next()
    assert.equal(parser.unread, REQUEST.length)
  })
})

describe('the events', () => {
  it('give content where it lies, as a slice of what was pushed', () => {
    const parser = new RequestParser()
    const piece = Buffer.from(`${PUT}abc`)
    parser.push(piece)
    parser.next()
    const event = parser.next()
    assert.ok(event.kind === 'content')
    assert.equal(event.octets.buffer, piece.buffer)
    assert.equal(event.octets.byteOffset, piece.byteOffset + PUT.length)
  })

  it('leave the next request alone until they are asked for', () => {
    const parser = new RequestParser()
    parser.push(Buffer.from(`${REQUEST}nonsense\r\n`))
    assert.equal(parser.next().kind, 'head')
    assert.equal(parser.next().kind, 'end')
    assert.throws(() => parser.next(), { code: 'method-malformed' })
  })
})

describe('a parser that takes over in the middle of a connection', () => {
  it('counts from the start of the connection', () => {
    const parser = new RequestParser(undefined, undefined, 1000)
    assert.equal(feed(parser, REQUEST), undefined)
    assert.equal(feed(parser, 'GET\n')?.offset, 1000 + REQUEST.length + 'GET'.length)
  })
})

describe('a parser that failed', () => {
  it('asks for octets and does nothing with them', () => {
    const parser = new RequestParser()
    assert.equal(feed(parser, 'GET\n')?.code, 'method-malformed')
    assert.equal(parser.next().kind, 'need-octets')
    assert.equal(feed(parser, REQUEST), undefined)
    assert.equal(parser.next().kind, 'need-octets')
    assert.equal(parser.isBetweenMessages, false)
  })

  it('shows the octets around the fault, however they were cut', () => {
    const text = `${REQUEST}GET /caf\xe9 HTTP/1.1\r\n`
    const offset = text.indexOf('\xe9')
    for (let cut = 0; cut <= text.length; cut += 1) {
      const parser = new RequestParser()
      const fault = feed(parser, text.slice(0, cut)) ?? feed(parser, text.slice(cut))
      assert.equal(fault?.offset, offset)
      const { octets, at } = parser.excerptAround(offset)
      assert.equal(octets[at], 0xe9, `cut at ${cut}`)
      assert.ok(octets.length <= 64)
    }
  })
})
