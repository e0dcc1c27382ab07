/** Does the log of the real program survive clients, disks, readers and rotation? */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { type OctetsProcess, startOctets, until } from '../support/octets-process.ts'
import { exchange, openSocket } from '../support/raw-socket.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const GET = 'GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n'

async function serve(t: TestContext, ...words: readonly string[]): Promise<OctetsProcess> {
  return startOctets(t, ['--port', '0', ...words, temporaryFolder(t, { a: 'a\n' })])
}

/** Asks so many times, and waits for all answers. */
async function ask(t: TestContext, running: OctetsProcess, times: number): Promise<void> {
  const client = await openSocket(t, running.port)
  await client.send(GET)
  await client.receives('\r\n\r\na\n')
  const answerOctets = client.receivedOctets
  for (let sent = 1; sent < times; ) {
    const more = Math.min(200, times - sent)
    sent += more
    await client.send(GET.repeat(more))
    await until(() => client.receivedOctets >= sent * answerOctets, `answer ${sent}`)
  }
  client.socket.destroy()
}

function linesOf(text: string): readonly string[] {
  assert.ok(text === '' || text.endsWith('\n'), 'lines are whole')
  return text.split('\n').slice(0, -1)
}

/** '' when nothing has been written to the FIFO. */
function readWhatIsThere(fd: number): string {
  const octets = Buffer.alloc(65_536)
  try {
    return octets.toString('latin1', 0, readSync(fd, octets))
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'EAGAIN')
    return ''
  }
}

// biome-ignore format: the columns are the test
const HOSTILE: readonly (readonly [sent: string, request: string, status: string, why: string])[] = [
  [`GET /"'\\ HTTP/1.1\r\nHost: localhost\r\n\r\n`,          String.raw`GET /\x22'\x5C HTTP/1.1`,        '404', 'quotes that would end the field'],
  ['GET /%22%0d%0a HTTP/1.1\r\nHost: localhost\r\n\r\n',      'GET /%22%0d%0a HTTP/1.1',                  '404', 'what stays encoded is harmless'],
  ['GET /a?"\\ HTTP/1.1\r\nHost: localhost\r\n\r\n',          String.raw`GET /a?\x22\x5C HTTP/1.1`,       '200', 'a query is not looked at'],
  ['GET /\xc3\xa9 HTTP/1.1\r\nHost: localhost\r\n\r\n',       String.raw`GET /\xC3\xA9 HTTP/1.1`,         '400', 'UTF-8 that is not encoded'],
  ['GET /\x1b[2J HTTP/1.1\r\nHost: localhost\r\n\r\n',        String.raw`GET /\x1B[2J HTTP/1.1`,          '400', 'an order for the terminal'],
  ['GET /a HTTP/1.1\nHost: localhost\n\n',                    'GET /a HTTP/1.1',                          '400', 'a bare line feed'],
  ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',            String.raw`\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03`, '400', 'TLS'],
  [`GET /${'x'.repeat(8192)} HTTP/1.1\r\nHost: a\r\n\r\n`,   `GET /${'x'.repeat(2559)}... HTTP/1.1`,        '421', 'a target of 8 KiB'],
  ['GET /a HTTP/1.1\r\n\r\n',                                 'GET /a HTTP/1.1',                          '400', 'no Host'],
  ['GET http://localhost/a HTTP/1.1\r\nHost: localhost\r\n\r\n', 'GET /a HTTP/1.1',                       '200', 'the absolute-form'],
  ['\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n',                '-',                                        '400', 'nothing at all'],
]

describe('The combined log', () => {
  for (const [sent, request, status, why] of HOSTILE) {
    it(`has ${JSON.stringify(sent).slice(0, 60)}: ${why}`, async (t) => {
      const running = await serve(t, '--log', 'combined')
      const client = await openSocket(t, running.port)
      await client.send(sent)
      client.socket.end()
      await client.ends()
      await until(() => running.stderr.includes('\n'), 'the line')
      const [line = '', ...more] = linesOf(running.stderr)
      assert.deepEqual(more, [])
      // As `awk -F'"'` has it.
      const [head = '', logged, numbers = '', referer, , userAgent] = line.split('"')
      assert.match(head, /^127\.0\.0\.1 - - \[\d\d\/\w{3}\/\d{4}(?::\d\d){3} [+-]\d{4}\] $/)
      assert.deepEqual([logged, referer, userAgent], [request, '-', '-'])
      assert.match(numbers, new RegExp(`^ ${status} \\d+ $`))
    })
  }

  it('has what names are sent, escaped', async (t) => {
    const running = await serve(t, '--log', 'combined')
    const names = 'Referer: https://a/?"\r\nUser-Agent: caf\xc3\xa9 \xff "x" \\\r\n'
    await exchange(
      t,
      running.port,
      GET.replace('\r\n\r\n', `\r\n${names}Connection: close\r\n\r\n`),
    )
    await until(() => running.stderr.includes('\n'), 'the line')
    const expected = String.raw` "https://a/?\x22" "caf\xC3\xA9 \xFF \x22x\x22 \x5C"`
    assert.ok(linesOf(running.stderr)[0]?.endsWith(expected), running.stderr)
  })
})

describe('--log-file', () => {
  it('has every answer when the program ends, however soon that is', async (t) => {
    const file = join(temporaryFolder(t), 'access.log')
    const running = await serve(t, '--log', 'json', '--log-file', file)
    await ask(t, running, 25)
    assert.equal(await running.stop(), 0)
    const events = linesOf(readFileSync(file, 'utf8')).map((line) => JSON.parse(line).event)
    assert.deepEqual(
      events,
      Array.from({ length: 25 }, () => 'exchange'),
    )
    assert.equal(running.stderr, '')
  })

  for (const signal of ['SIGUSR1', 'SIGHUP'] as const) {
    it(`is opened again on ${signal}, and nothing is lost`, async (t) => {
      const folder = temporaryFolder(t)
      const [file, moved] = [join(folder, 'access.log'), join(folder, 'access.log.1')]
      const running = await serve(t, '--log', 'json', '--log-file', file)
      await ask(t, running, 3)
      renameSync(file, moved)
      running.kill(signal)
      await until(() => existsSync(file), 'the new file')
      await ask(t, running, 4)
      await running.stop()
      const logged = [moved, file].flatMap((path) => linesOf(readFileSync(path, 'utf8')))
      assert.equal(logged.length, 7)
      assert.ok(linesOf(readFileSync(file, 'utf8')).length >= 4)
      assert.equal(running.stderr, '', 'no debugger, no complaint')
    })
  }

  it('is one for all workers, and opened again by each of them', async (t) => {
    const folder = temporaryFolder(t)
    const [file, moved] = [join(folder, 'access.log'), join(folder, 'access.log.1')]
    const running = await serve(t, '--log', 'json', '--log-file', file, '-w', '2')
    for (let client = 0; client < 4; client += 1) await ask(t, running, 50)
    renameSync(file, moved)
    running.kill('SIGUSR1')
    await until(() => existsSync(file), 'the new file')
    for (let client = 0; client < 4; client += 1) await ask(t, running, 50)
    assert.equal(await running.stop(), 0)
    const logged = [moved, file].flatMap((path) => linesOf(readFileSync(path, 'utf8')))
    assert.ok(logged.every((line) => JSON.parse(line).event === 'exchange'))
    assert.equal(logged.length, 400)
    assert.doesNotMatch(running.stderr, /Debugger/)
  })

  it('that cannot be opened again stays the one from before', async (t) => {
    const folder = temporaryFolder(t, { 'logs/former': '' })
    const file = join(folder, 'logs', 'access.log')
    const running = await serve(t, '--log', 'json', '--log-file', file)
    renameSync(join(folder, 'logs'), join(folder, 'moved'))
    running.kill('SIGUSR1')
    await until(() => running.stderr.includes('\n'), 'the sentence')
    assert.match(
      running.stderr,
      /^octets: Cannot write the log '[^']+': no such file or directory;/,
    )
    await ask(t, running, 1)
    await running.stop()
    assert.equal(linesOf(readFileSync(join(folder, 'moved', 'access.log'), 'utf8')).length, 1)
  })

  it('on a full disk: answers go on, and what is lost is said', async (t) => {
    const running = await serve(t, '--log', 'json', '--log-file', '/dev/full')
    await ask(t, running, 10_000)
    const failure =
      "octets: Cannot write the log '/dev/full': no space left on device; trying again\n"
    await until(() => running.stderr === failure, 'the sentence')
    assert.equal(await running.stop(), 0)
    const loss = "octets: 10000 lines could not be written to the log '/dev/full'\n"
    assert.equal(running.stderr, failure + loss)
  })

  it('that is a FIFO nobody reads: answers go on, and a record says what was dropped', async (t) => {
    const fifo = join(temporaryFolder(t), 'fifo')
    execFileSync('mkfifo', [fifo])
    const running = await serve(t, '--log', 'json', '--log-file', fifo)
    await ask(t, running, 10_000)
    let text = ''
    const fd = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK)
    t.after(() => closeSync(fd))
    await until(() => {
      text += readWhatIsThere(fd)
      return /"event":"dropped","lines":\d+\}\n/.test(text)
    }, 'the record')
    await running.stop()
    const records = linesOf(text.slice(0, text.lastIndexOf('\n') + 1)).map((line) =>
      JSON.parse(line),
    )
    const { lines } = records.find(({ event }) => event === 'dropped')
    assert.ok(lines > 0)
    assert.equal(records.filter(({ event }) => event === 'exchange').length + lines, 10_000)
  })
})

describe('The log on stderr', () => {
  it('that nobody reads: answers go on, and the program ends when it is told to', async (t) => {
    const running = await serve(t, '--log', 'json')
    running.holdLog()
    await ask(t, running, 10_000)
    running.kill('SIGTERM')
    await until(() => running.hasGone, 'the exit')
  })
})
