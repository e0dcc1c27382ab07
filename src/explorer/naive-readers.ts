/**
 * How are requests read by those who have not thought about framing?
 *
 * Three readers to learn from, each an honest copy of code that is written every day. They look fine
 * and pass the tests of whoever wrote them. None of them serves anything.
 *
 *   one read     takes what one read from the socket gave for one request
 *   one regexp   waits for the empty line, then finds everything with regular expressions
 *   lenient      buffers and waits as it should, but takes whatever looks right
 */

import type { Reader, Reading, ReadRequest } from './reading.ts'

/**
 * `socket.on('data', (data) => { const [head, content] = data.split('\r\n\r\n') ... })`
 *
 * The mistake: TCP has no messages. A read may give half a request, or two.
 */
export class OneReadReader implements Reader {
  readonly #requests: ReadRequest[] = []

  get reading(): Reading {
    return { requests: this.#requests, rest: 'done' }
  }

  push(text: string): void {
    const [head = '', ...rest] = text.split('\r\n\r\n')
    const [method = '', target = ''] = (head.split('\r\n')[0] ?? '').split(' ')
    this.#requests.push({ method, target, content: rest.join('\r\n\r\n') })
  }
}

/**
 * `const [, method, target] = /^(\w+) (\S+) HTTP.../.exec(buffer)`
 *
 * The mistakes: the content is what has arrived by then; Content-Length is looked for anywhere in the
 * head, in values too; and of Transfer-Encoding nobody has heard.
 */
export class OneRegexpReader implements Reader {
  readonly #requests: ReadRequest[] = []
  #buffer = ''

  get reading(): Reading {
    return { requests: this.#requests, rest: this.#buffer === '' ? 'done' : 'waiting' }
  }

  push(text: string): void {
    this.#buffer += text
    for (;;) {
      const found = /^\s*(\S+) (\S+) HTTP\/1\.[01]\r?\n([\s\S]*?)\r?\n\r?\n/.exec(this.#buffer)
      if (found === null) return
      const [head, method = '', target = ''] = found
      const length = Number(/content-length:\s*(\d+)/i.exec(head)?.[1] ?? 0)
      const content = this.#buffer.slice(head.length, head.length + length)
      this.#requests.push({ method, target, content })
      this.#buffer = this.#buffer.slice(head.length + content.length)
    }
  }
}

/**
 * "Be liberal in what you accept."
 *
 * It waits for all it needs, so that no cut can confuse it. The mistakes: an LF is enough for a line
 * end, names may be followed by space, lines may be folded, the last Content-Length wins, any coding
 * with "chunked" in it will do, and parseInt reads whatever a number begins with.
 */
export class LenientReader implements Reader {
  readonly #requests: ReadRequest[] = []
  #buffer = ''

  get reading(): Reading {
    return { requests: this.#requests, rest: this.#buffer === '' ? 'done' : 'waiting' }
  }

  push(text: string): void {
    this.#buffer += text
    for (;;) {
      this.#buffer = this.#buffer.replace(/^[\r\n]+/, '')
      const found = /^([\s\S]*?)\r?\n\r?\n/.exec(this.#buffer)
      if (found === null) return
      const [head, section = ''] = found
      const [line = '', ...lines] = section.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
      const fields = new Map(lines.map((one) => splitField(one)))
      const body = readBody(this.#buffer.slice(head.length), fields)
      if (body === undefined) return
      const [method = '', target = ''] = line.split(' ')
      this.#requests.push({ method, target, content: body.content })
      this.#buffer = this.#buffer.slice(head.length + body.length)
    }
  }
}

function splitField(line: string): readonly [name: string, value: string] {
  const [name = '', ...value] = line.split(':')
  return [name.trim().toLowerCase(), value.join(':').trim()]
}

interface LenientBody {
  readonly content: string
  /** Octets of the body, its framing included. */
  readonly length: number
}

/** `undefined` as long as not all of it is there. */
function readBody(text: string, fields: ReadonlyMap<string, string>): LenientBody | undefined {
  if (fields.get('transfer-encoding')?.includes('chunked')) return readChunks(text)
  const length = Number.parseInt(fields.get('content-length') ?? '0', 10) || 0
  return text.length < length ? undefined : { content: text.slice(0, length), length }
}

function readChunks(text: string): LenientBody | undefined {
  let content = ''
  let at = 0
  for (;;) {
    const [line] = /^[^\n]*\n/.exec(text.slice(at)) ?? []
    if (line === undefined) return undefined
    at += line.length
    // Numbers of 32 bits, as in so many programs.
    const size = Number.parseInt(line, 16) | 0
    if (size <= 0) break
    if (text.length < at + size) return undefined
    content += text.slice(at, at + size)
    at += size
    at += /^\r?\n?/.exec(text.slice(at))?.[0].length ?? 0
  }
  const trailers = /^(?:[^\r\n]+\r?\n)*\r?\n/.exec(text.slice(at))
  return trailers === null ? undefined : { content, length: at + trailers[0].length }
}
