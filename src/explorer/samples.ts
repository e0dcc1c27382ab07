/**
 * What is there to look at?
 *
 *   tutorial    what HTTP is when all goes well
 *   weird       rare, old or surprising, some of it right
 *   dangerous   what two recipients may read in two ways, and what exhausts the careless
 *
 * Each says in one sentence what to look for. They are made of text with escapes, as in the box.
 */

import type { MessageLimits } from '../message/limits.ts'
import type { Scene } from './address.ts'
import { readOctets } from './octet-text.ts'

export type Shelf = 'tutorial' | 'weird' | 'dangerous'

export interface Sample {
  readonly name: string
  readonly shelf: Shelf
  /** What to look for. */
  readonly says: string
  readonly text: string
  readonly cuts: readonly number[]
  readonly limits?: Partial<MessageLimits>
}

const HOST = 'Host: example.com\\r\\n'
const POST = `POST /notes HTTP/1.1\\r\\n${HOST}`
const CHUNKED = `${POST}Transfer-Encoding: chunked\\r\\n`
const END = '\\r\\n'
const SECOND = `GET /second HTTP/1.1\\r\\n${HOST}${END}`
const SMUGGLED = `GET /admin HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`

// biome-ignore format: one sample is a line or two
export const SAMPLES: readonly Sample[] = [
  { shelf: 'tutorial', name: 'A plain GET', cuts: [],
    says: 'The smallest useful request: a request line, one field line, an empty line.',
    text: `GET /index.html HTTP/1.1\\r\\n${HOST}${END}` },
  { shelf: 'tutorial', name: 'Content by length', cuts: [58, 68],
    says: 'Content-Length says where the content ends; nothing else does, and it may arrive later than the head.',
    text: `${POST}Content-Length: 12\\r\\n${END}Hello octets` },
  { shelf: 'tutorial', name: 'A pipelined pair', cuts: [20, 68],
    says: 'Two requests, sent without waiting. One segment ends between a CR and its LF, another in the middle of a word.',
    text: `GET /first HTTP/1.1\\r\\n${HOST}Accept: text/html\\r\\n${END}${SECOND}` },
  { shelf: 'tutorial', name: 'Chunks and trailers', cuts: [80],
    says: 'The sender did not know the length: each chunk says its own, a zero ends them, and field lines may follow.',
    text: `${CHUNKED}${END}6\\r\\nHello \\r\\n6;part=2\\r\\noctets\\r\\n0\\r\\nChecksum: 8f2c\\r\\n${END}` },
  { shelf: 'tutorial', name: 'Not all has arrived', cuts: [11, 30],
    says: 'No fault, only a wait: the parser says which octets it lacks, and goes on where it stopped.',
    text: 'GET /index.html HTTP/1.1\\r\\nHost: exam' },
  { shelf: 'tutorial', name: 'Close after this', cuts: [],
    says: 'Connection: close ends persistence. What stands behind it is not read.',
    text: `GET / HTTP/1.1\\r\\n${HOST}Connection: close\\r\\n${END}${SECOND}` },
  { shelf: 'tutorial', name: 'Wait for 100 (Continue)', cuts: [],
    says: 'The client holds its content back until it is told to go on, or that there is no need to.',
    text: `PUT /film.mp4 HTTP/1.1\\r\\n${HOST}Content-Length: 5000\\r\\nExpect: 100-continue\\r\\n${END}` },

  { shelf: 'weird', name: 'Empty lines first', cuts: [1],
    says: 'Old clients sent an empty line behind their content. A few are skipped.',
    text: `\\r\\n\\r\\n${SECOND}` },
  { shelf: 'weird', name: 'OPTIONS *', cuts: [],
    says: 'The asterisk-form asks about the server itself.',
    text: `OPTIONS * HTTP/1.1\\r\\n${HOST}${END}` },
  { shelf: 'weird', name: 'A whole URI as target', cuts: [],
    says: 'The absolute-form, as proxies are sent it: its host counts, and the Host field does not.',
    text: `GET http://example.org/a?b HTTP/1.1\\r\\n${HOST}${END}` },
  { shelf: 'weird', name: 'HTTP/1.0', cuts: [],
    says: 'No Host is required, and the connection closes unless the client asks otherwise.',
    text: 'GET / HTTP/1.0\\r\\n\\r\\n' },
  { shelf: 'weird', name: 'HTTP/0.9', cuts: [],
    says: 'The first version had no version: the line just ends.',
    text: 'GET /\\r\\n' },
  { shelf: 'weird', name: 'A strange method', cuts: [],
    says: 'A method is any token. Whether a server knows it is another question, answered with 501.',
    text: `M-SEARCH!#$ / HTTP/1.1\\r\\n${HOST}${END}` },
  { shelf: 'weird', name: 'Tabs and empty values', cuts: [],
    says: 'Space around a value is not part of it, and a value may be empty.',
    text: `GET / HTTP/1.1\\r\\nHost:\\texample.com \\t\\r\\nX-Empty:\\r\\nX-Latin: caf\\xe9\\r\\n${END}` },
  { shelf: 'weird', name: 'A TLS hello', cuts: [],
    says: 'What arrives when a browser is told https:// and the server speaks http://.',
    text: '\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xfc\\x03\\x03' },

  { shelf: 'dangerous', name: 'CL + TE', cuts: [],
    says: 'Two ways to find the end in one message. Who believes the length sees one request, who believes the chunks sees two.',
    text: `${POST}Content-Length: 37\\r\\nTransfer-Encoding: chunked\\r\\n${END}0\\r\\n\\r\\n${SMUGGLED}` },
  { shelf: 'dangerous', name: 'Two Content-Lengths', cuts: [],
    says: 'Take the first and the content is 5 octets, take the last and it swallows the next request.',
    text: `${POST}Content-Length: 5\\r\\nContent-Length: 37\\r\\n${END}Hello${SMUGGLED}` },
  { shelf: 'dangerous', name: 'xchunked', cuts: [],
    says: 'A coding nobody knows. Who only looks for the word “chunked” finds it.',
    text: `${POST}Transfer-Encoding: xchunked\\r\\n${END}0\\r\\n\\r\\n${SMUGGLED}` },
  { shelf: 'dangerous', name: 'A space before the colon', cuts: [],
    says: 'To some this is no Transfer-Encoding, to others it is.',
    text: `${POST}Transfer-Encoding : chunked\\r\\n${END}0\\r\\n\\r\\n${SMUGGLED}` },
  { shelf: 'dangerous', name: 'Chunk size overflow', cuts: [],
    says: 'Nine digits: who counts in 32 bits reads a size of 5.',
    text: `${CHUNKED}${END}100000005\\r\\nHello\\r\\n0\\r\\n\\r\\n` },
  { shelf: 'dangerous', name: 'A bare LF', cuts: [],
    says: 'An LF without its CR ends a line for some and is part of the value for others.',
    text: `GET / HTTP/1.1\\r\\n${HOST}X-Note: a\\nX-Hidden: b\\r\\n${END}` },
  { shelf: 'dangerous', name: 'A folded line', cuts: [],
    says: 'A line that begins with space once continued the one before. Not all recipients join them.',
    text: `${POST}Transfer-Encoding:\\r\\n chunked\\r\\n${END}0\\r\\n\\r\\n` },
  { shelf: 'dangerous', name: 'NUL in a value', cuts: [],
    says: 'Programs written in C may take the value for ended here.',
    text: `GET / HTTP/1.1\\r\\nHost: example.com\\x00.evil.example\\r\\n${END}` },
  { shelf: 'dangerous', name: 'Length with a sign', cuts: [],
    says: 'Number("+5"), parseInt("5 octets"), and strtol(" 5") all say 5. The grammar has only digits.',
    text: `${POST}Content-Length: +5\\r\\n${END}Hello` },
  { shelf: 'dangerous', name: 'Two Hosts', cuts: [],
    says: 'One decides who may come in, the other where it goes, if two programs read different ones.',
    text: `GET / HTTP/1.1\\r\\n${HOST}Host: internal.example\\r\\n${END}` },
  { shelf: 'dangerous', name: 'Content-Length in trailers', cuts: [],
    says: 'Too late to frame anything, unless somebody merges trailers into the head.',
    text: `${CHUNKED}${END}5\\r\\nHello\\r\\n0\\r\\nContent-Length: 99\\r\\n${END}` },
  { shelf: 'dangerous', name: 'An endless head', cuts: [280, 560], limits: { fieldSectionOctets: 512 },
    says: 'Field lines without end. A bound on them is what keeps the memory ours; here it is set to 512 octets.',
    text: `GET / HTTP/1.1\\r\\n${HOST}${Array.from({ length: 24 }, (_, at) => `X-Filler-${at + 10}: and so on\\r\\n`).join('')}` },
]

/** A sample as it is first shown: all of it read. */
export function sceneOf({ text, cuts, limits = {} }: Sample): Scene {
  const { octets } = readOctets(text)
  return { octets, cuts, step: octets.length, limits }
}
