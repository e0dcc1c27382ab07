/** What whoever starts the program sees: stdout, stderr, exit codes, signals. */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { type OctetsProcess, runOctets, startOctets, until } from '../support/octets-process.ts'
import { openSocket, type RawSocket } from '../support/raw-socket.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const MANIFEST = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')
/** More than the operating system buffers between two processes of one machine. */
const LARGE_OCTETS = 64 * 1024 * 1024
/** Busy connections are destroyed 10 s after the order to stop; what takes less was not that. */
const PROMPT_MILLISECONDS = 5000

const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])

/** A port of this machine that somebody else has, for the length of one test. */
async function takePort(t: TestContext): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.after(() => other.close())
  return (other.address() as AddressInfo).port
}

function site(t: TestContext): string {
  return temporaryFolder(t, { 'index.html': '<!doctype html><title>here</title>' })
}

/** A request for a large file whose answer has begun to arrive and is not being read. */
async function beginDownload(t: TestContext, running: OctetsProcess): Promise<RawSocket> {
  const client = await openSocket(t, running.port)
  client.socket.once('data', () => client.socket.pause())
  await client.send('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await until(() => client.receivedOctets > 0, 'the answer to begin')
  return client
}

async function connectingFails(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const error: NodeJS.ErrnoException = await new Promise((resolve, reject) => {
    socket.once('error', resolve)
    socket.once('connect', () => reject(new Error('The port still answers')))
  })
  return error.code ?? ''
}

// biome-ignore format: the columns are the test
const REFUSED: readonly (readonly [words: readonly string[], environment: Record<string, string>, sentence: RegExp, why: string])[] = [
  [['--prot', '1'],     {},               /unknown option '--prot'/,                                          'a flag nobody knows'],
  [['--port', '65536'], {},               /port number/,                                                      'past the last port'],
  [[],                  { PORT: 'http' }, /\$PORT/,                                                           'the variable is named'],
  [['--log', 'loud'],   {},               /dev, combined, json, off/,                                                       'the choices are named'],
  [['-H', 'Content-Length: 1'], {},       /'Content-Length: 1' is invalid\. It cannot be sent: it frames/,    'a field that is not the owner\'s to say'],
  [['--mime', 'glsl'],  {},               /EXT=TYPE/,                                                         'a type for nothing'],
  [['--log-file', '/none/a.log'], {},     /log '\/none\/a\.log': no such file or directory/,                   'a log in no folder'],
  [['--log-file', '/'], {},               /log '\/': illegal operation on a directory/,                       'a log that is a folder'],
  [['a', 'b'],          {},               /too many arguments/,                                               'there is one root'],
  [['completon'],       {},               /no such file or folder \(Did you mean the command completion\?\)/,  'a slip in a command'],
  [['./x'],             {},               /^octets: Cannot serve '\.\/x': there is no such file or folder\n/, 'a root that is missing'],
  [['package.json/x'],  {},               /'package\.json\/x': there is no such file or folder/,              'a path through a file'],
  [['/dev/null'],       {},               /neither a file nor a directory/,                                   'a root that is a device'],
]

describe('A command line that cannot be served', () => {
  for (const [words, environment, sentence, why] of REFUSED) {
    it(`octets ${words.join(' ')}: ${why}`, async () => {
      const { code, stdout, stderr } = await runOctets(words, environment)
      assert.match(stderr, /^octets: [^\n]+\n$/, 'one sentence')
      assert.match(stderr, sentence)
      assert.deepEqual([code, stdout], [2, ''])
    })
  }

  it('a root that is a FIFO: nobody waits for a writer', async (t) => {
    const fifo = join(temporaryFolder(t), 'fifo')
    execFileSync('mkfifo', [fifo])
    const { code, stdout, stderr } = await runOctets([fifo])
    assert.match(stderr, /^octets: Cannot serve [^\n]+: it is neither a file nor a directory\n$/)
    assert.deepEqual([code, stdout], [2, ''])
  })
})

describe('What a client is told, and what the log', () => {
  it('a name in other case is hinted at in the log alone', async (t) => {
    const folder = temporaryFolder(t, { 'README.md': 'read' })
    const running = await startOctets(t, ['--port', '0', folder])
    const response = await fetch(`${running.url}readme.md`)
    assert.equal(response.status, 404)
    assert.equal(response.headers.get('octets-explain'), null)
    await until(() => running.stderr.includes(' 404 '), 'the log')
    assert.match(running.stderr, / why +GET \/readme\.md: did you mean \/README\.md\?\n/)
  })

  it('--explain tells both, on loopback', async (t) => {
    const running = await startOctets(t, ['--port', '0', '--explain', site(t)])
    const response = await fetch(running.url, { headers: { Range: 'bytes=0-3' } })
    const expected = 'file="/index.html", by=index, range="bytes 0-3/34"'
    assert.deepEqual([response.status, response.headers.get('octets-explain')], [206, expected])
    await until(() => running.stderr.includes(' 206 '), 'the log')
    assert.ok(running.stderr.replace(/ +/g, ' ').includes(` why GET /: ${expected}\n`))
  })

  it('--explain tells nobody when others can reach it', async (t) => {
    const running = await startOctets(t, ['--port', '0', '--explain', '--host', '0.0.0.0', site(t)])
    const response = await fetch(`http://127.0.0.1:${running.port}/INDEX.html`)
    assert.deepEqual([response.status, response.headers.get('octets-explain')], [404, null])
    await until(() => running.stderr.includes(' 404 '), 'the log')
    assert.doesNotMatch(running.stderr, /why|mean/)
  })

  it('--explore shows the framing beside the site, for this machine only', async (t) => {
    const running = await startOctets(t, ['--port', '0', '--explore', site(t)])
    assert.equal(running.stdout, `${running.url}\n${running.url}~octets/\n`)
    const response = await fetch(`${running.url}~octets/`)
    assert.match(await response.text(), /<h1>See the framing<\/h1>/)
    assert.equal((await fetch(running.url)).status, 200)
    const stranger = await openSocket(t, running.port)
    await stranger.send('GET /~octets/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
    await stranger.ends()
    assert.equal(stranger.responses()[0]?.status, 421)
    const without = await startOctets(t, ['--port', '0', site(t)])
    assert.equal((await fetch(`${without.url}~octets/`)).status, 404)
  })

  it('--explore is refused where others could reach it', async (t) => {
    const exit = await runOctets(['--port', '0', '--explore', '--host', '0.0.0.0', site(t)])
    const stderr =
      'octets: Cannot serve the explorer where others could reach it: it needs a loopback address\n'
    assert.deepEqual(exit, { code: 2, stdout: '', stderr })
  })

  it('the flags about files reach the files', async (t) => {
    const folder = temporaryFolder(t, { 'app.html': 'app', 'x.glsl': 'void', '.env': 'A=1' })
    const words = ['-s', 'app.html', '--mime', 'glsl=text/x-glsl', '--cache', '60', '--dotfiles']
    const running = await startOctets(t, ['--port', '0', ...words, '-H', 'X-A: \u00fc', folder])
    const get = (path: string, accept = '*/*'): Promise<Response> =>
      fetch(`${running.url}${path}`, { headers: { accept } })
    assert.equal(await (await get('users/7', 'text/html')).text(), 'app')
    const shader = await get('x.glsl')
    assert.equal(shader.headers.get('content-type'), 'text/x-glsl')
    assert.equal(shader.headers.get('cache-control'), 'max-age=60')
    assert.equal(Buffer.from(shader.headers.get('x-a') ?? '', 'latin1').toString(), '\u00fc')
    assert.equal(await (await get('.env')).text(), 'A=1')
  })
})

describe('Asking the program about itself', () => {
  it('--version is that of package.json', async () => {
    const { version } = JSON.parse(MANIFEST) as { version: string }
    for (const flag of ['--version', '-V']) {
      assert.deepEqual(await runOctets([flag]), { code: 0, stdout: `${version}\n`, stderr: '' })
    }
  })

  it('--help goes to stdout', async () => {
    const { code, stdout, stderr } = await runOctets(['--help'])
    assert.match(stdout, /^Usage: octets \[options\] \[dir\|file\]\n/)
    assert.deepEqual([code, stderr], [0, ''])
  })
})

describe('The URL line', () => {
  it('is first and alone on stdout, and the port answers once it is there', async (t) => {
    const running = await startOctets(t, ['--port', '0', site(t)])
    const client = await openSocket(t, running.port)
    await client.send('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    await client.ends()
    assert.equal(client.responses()[0]?.status, 200)
    assert.match(running.stdout, /^http:\/\/127\.0\.0\.1:\d+\/\n$/)
    await until(() => running.stderr !== '', 'the log')
    assert.match(running.stderr, /^\d\d:\d\d:\d\d {2}200 +\d+ B +\d+\.\d ms {2}GET \/\n$/)
    client.socket.end()
    assert.equal(await running.stop(), 0)
    assert.match(running.stdout, /^http:\/\/127\.0\.0\.1:\d+\/\n$/)
  })

  it('names the address that was asked for', async (t) => {
    const running = await startOctets(t, ['--port', '0', site(t)], { HOST: 'localhost' })
    assert.match(running.stdout, /^http:\/\/localhost:\d+\/\n$/)
    assert.equal((await fetch(running.url)).status, 200)
  })

  it('is followed by one for each address that others can use', async (t) => {
    const running = await startOctets(t, ['--port', '0', '--host', '0.0.0.0', site(t)])
    const others = addresses.filter(({ internal, family }) => !internal && family === 'IPv4')
    const urls = running.stdout.trimEnd().split('\n')
    assert.equal(new URL(running.url).hostname, '127.0.0.1')
    assert.deepEqual(
      urls.slice(1),
      others.map(({ address }) => `http://${address}:${running.port}/`),
    )
    for (const url of urls) assert.equal((await fetch(url)).status, 200, url)
  })
})

describe('The port', () => {
  it('answers on both loopback addresses', async (t) => {
    const running = await startOctets(t, ['--port', '0', site(t)])
    const hosts = addresses.some(({ address }) => address === '::1')
      ? ['127.0.0.1', '[::1]']
      : ['127.0.0.1']
    for (const host of hosts) {
      assert.equal((await fetch(`http://${host}:${running.port}/`)).status, 200, host)
    }
  })

  it('is the next free one when it is taken, and that is said', async (t) => {
    const taken = await takePort(t)
    const running = await startOctets(t, ['--port', `${taken}`, site(t)])
    assert.ok(running.port > taken)
    assert.equal((await fetch(running.url)).status, 200)
    const notice = `octets: Port ${taken} is taken, listening on ${running.port} instead\n`
    await until(() => running.stderr.startsWith(notice), 'the notice')
  })

  it('is that one or none with --strict-port', async (t) => {
    const taken = await takePort(t)
    const sentence = `octets: Cannot listen on 127.0.0.1 port ${taken}: it is taken\n`
    const expected = { code: 1, stdout: '', stderr: sentence }
    const words = ['--strict-port', site(t)]
    assert.deepEqual(await runOctets([...words, '--port', `${taken}`]), expected)
    assert.deepEqual(await runOctets(words, { PORT: `${taken}` }), expected, 'from the environment')
  })

  it('cannot be had on an address of somebody else', async (t) => {
    // RFC 5737: for documentation, so no machine has it.
    const { code, stdout, stderr } = await runOctets(['--host', '203.0.113.1', site(t)])
    assert.match(stderr, /^octets: Cannot listen on 203\.0\.113\.1 port 8080: [^\n]+\n$/)
    assert.deepEqual([code, stdout], [1, ''])
  })
})

describe('The log', () => {
  for (const words of [['--quiet'], ['--log', 'off']]) {
    it(`says nothing with ${words.join(' ')}`, async (t) => {
      const running = await startOctets(t, ['--port', '0', ...words, site(t)])
      const descriptors = running.descriptors()
      const client = await openSocket(t, running.port)
      await client.send(
        'GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nope HTTP/1.1\r\nHost: localhost\r\n\r\nbad\n',
      )
      await client.ends()
      const statuses = client.responses().map(({ status }) => status)
      assert.deepEqual(statuses, [200, 404, 400])
      // Stopping in the midst of something is announced, even so.
      client.socket.end()
      await until(() => running.descriptors() === descriptors, 'the connection to be gone')
      assert.equal(await running.stop(), 0)
      assert.deepEqual([running.stdout, running.stderr], [`${running.url}\n`, ''])
    })
  }

  it('may lose its reader, and serving goes on', async (t) => {
    const running = await startOctets(t, ['--port', '0', site(t)])
    running.stopReadingLog()
    for (let answered = 0; answered < 3; answered += 1) {
      const client = await openSocket(t, running.port)
      await client.send('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
      await client.ends()
      assert.equal(client.responses()[0]?.status, 200)
      client.socket.end()
      // Lines are gathered for 50 ms; the next request shall come after they were written.
      const written = performance.now() + 100
      await until(() => performance.now() > written || running.hasExited, 'the log to be written')
    }
    assert.equal(await running.stop(), 0)
  })
})

describe('One file', () => {
  it('is served at / and under its name, and its neighbours are not', async (t) => {
    const folder = temporaryFolder(t, { 'one.txt': 'one\n', 'two.txt': 'two\n' })
    const running = await startOctets(t, ['--port', '0', join(folder, 'one.txt')])
    for (const path of ['', 'one.txt']) {
      const response = await fetch(running.url + path)
      assert.deepEqual([response.status, await response.text()], [200, 'one\n'], path)
    }
    assert.equal((await fetch(`${running.url}two.txt`)).status, 404)
  })
})

describe('A signal', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`${signal} lets a slow download finish and takes no new connections`, async (t) => {
      const folder = temporaryFolder(t, { large: Buffer.alloc(LARGE_OCTETS, 'x') })
      const running = await startOctets(t, ['--port', '0', folder])
      const client = await beginDownload(t, running)
      running.kill(signal)
      await until(() => running.stderr.includes('octets: Stopping'), 'the notice')
      assert.equal(await connectingFails(running.port), 'ECONNREFUSED')
      assert.equal(running.hasExited, false)

      client.socket.resume()
      assert.equal(await client.ends(), 'ended', 'once it is done, by the server')
      client.socket.end()
      await until(() => running.hasExited, 'the exit', PROMPT_MILLISECONDS)
      assert.equal(await running.exited, 0)
      const head = client.received.slice(0, client.received.indexOf('\r\n\r\n') + 4)
      assert.match(head, new RegExp(`\r\nContent-Length: ${LARGE_OCTETS}\r\n`))
      assert.equal(client.receivedOctets, head.length + LARGE_OCTETS)
      assert.match(
        running.stderr,
        /200 +67\.1 MB +\d+\.\d m?s {2}GET \/large\n/,
        'the last line is not lost',
      )
    })

    it(`${signal} ends idle connections at once`, async (t) => {
      const running = await startOctets(t, ['--port', '0', site(t)])
      const client = await openSocket(t, running.port)
      await client.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await client.receives('</title>')
      running.kill(signal)
      assert.equal(await client.ends(), 'ended')
      client.socket.end()
      await until(() => running.hasExited, 'the exit', PROMPT_MILLISECONDS)
      assert.equal(await running.exited, 0)
    })
  }

  it('the second one forces', async (t) => {
    const folder = temporaryFolder(t, { large: Buffer.alloc(LARGE_OCTETS, 'x') })
    const running = await startOctets(t, ['--port', '0', folder])
    const client = await beginDownload(t, running)
    running.kill('SIGINT')
    await until(() => running.stderr.includes('octets: Stopping'), 'the notice')
    running.kill('SIGINT')
    await until(() => running.hasExited, 'the exit', PROMPT_MILLISECONDS)
    assert.equal(await running.exited, 0)
    client.socket.resume()
    await client.ends()
    assert.ok(client.receivedOctets < LARGE_OCTETS, 'the download was cut')
  })
})
