/** The ways into the program: TLS, UNIX sockets, sockets of somebody else, proxies. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { launchChromium, skipWithoutChromium } from '../support/chromium-launch.ts'
import {
  type OctetsProcess,
  runOctets,
  startOctets,
  until,
  withSocket,
} from '../support/octets-process.ts'
import { openSocket } from '../support/raw-socket.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { makeCertificate, openTls } from '../support/tls.ts'

const PAGE = '<!doctype html><title>here</title>'
const LAST = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

function site(t: TestContext): string {
  return temporaryFolder(t, { 'index.html': PAGE })
}

/** What curl prints; rejects with its exit code when it fails. */
async function curl(...words: readonly string[]): Promise<string> {
  const all = ['--disable', '--silent', '--show-error', '--noproxy', '*', '--max-time', '20']
  return (await promisify(execFile)('curl', [...all, ...words])).stdout
}

/** Puts a certificate and its key into `folder`, each as a whole. */
function place(folder: string, { certificate, key }: Record<'certificate' | 'key', string>): void {
  for (const [name, text] of [
    ['cert.pem', certificate],
    ['key.pem', key],
  ] as const) {
    writeFileSync(join(folder, `${name}.new`), text)
    renameSync(join(folder, `${name}.new`), join(folder, name))
  }
}

describe('--tls-self-signed', () => {
  const start = (t: TestContext, cache: string): Promise<OctetsProcess> =>
    startOctets(t, ['--port', '0', '--tls-self-signed', site(t)], { XDG_CACHE_HOME: cache })

  it('is trusted by curl once its authority is, by each name, and after a restart', async (t) => {
    const cache = temporaryFolder(t)
    const authority = join(cache, 'octets', 'ca.pem')
    const first = await start(t, cache)
    assert.match(first.stdout, /^https:\/\/127\.0\.0\.1:\d+\/\n$/)
    await until(() => first.stderr.includes(authority), 'the path of the authority')
    for (const host of ['127.0.0.1', 'localhost']) {
      const url = `https://${host}:${first.port}/`
      assert.equal(await curl('--cacert', authority, url), PAGE)
    }
    await assert.rejects(curl(first.url), { code: 60 })
    await first.stop()

    const trusted = readFileSync(authority, 'utf8')
    const second = await start(t, cache)
    assert.equal(await curl('--cacert', authority, second.url), PAGE)
    assert.equal(readFileSync(authority, 'utf8'), trusted)
  })

  it('sends on whoever typed http://', async (t) => {
    const cache = temporaryFolder(t)
    const { port } = await start(t, cache)
    const words = ['--cacert', join(cache, 'octets', 'ca.pem'), '-L', '-w', ' %{url_effective}']
    const told = await curl(...words, `http://localhost:${port}/?a=b`)
    assert.equal(told, `${PAGE} https://localhost:${port}/?a=b`)
  })

  it('serves Chromium', { skip: skipWithoutChromium }, async (t) => {
    const { url } = await start(t, temporaryFolder(t))
    const browser = await launchChromium()
    t.after(() => browser.close())
    const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
    const response = await page.goto(url)
    assert.equal(response?.status(), 200)
    assert.equal(await page.title(), 'here')
    const told = await page.evaluate(
      `[isSecureContext, performance.getEntriesByType('navigation')[0].nextHopProtocol]`,
    )
    assert.deepEqual(told, [true, 'http/1.1'])
  })

  it('does not serve when nothing can be kept', async (t) => {
    const folder = temporaryFolder(t, { octets: 'a file' })
    const words = ['--port', '0', '--tls-self-signed', folder]
    const { code, stdout, stderr } = await runOctets(words, { XDG_CACHE_HOME: folder })
    assert.match(stderr, /^octets: Cannot keep a certificate in '[^\n]+': EEXIST\n$/)
    assert.deepEqual([code, stdout], [1, ''])
  })
})

describe('--tls-cert', () => {
  const wordsFor = (folder: string): readonly string[] => [
    ...['--tls-cert', join(folder, 'cert.pem'), '--tls-key', join(folder, 'key.pem')],
    ...['--port', '0', '--log', 'off', folder],
  ]

  it('of which the key is missing: one sentence', async (t) => {
    const folder = site(t)
    const { code, stdout, stderr } = await runOctets(wordsFor(folder))
    assert.match(stderr, /^octets: Cannot read '[^\n]+cert\.pem': there is no such file\n$/)
    assert.deepEqual([code, stdout], [2, ''])
  })

  it('that is replaced is read again on SIGHUP, and no client notices', async (t) => {
    const folder = site(t)
    const certificates = [await makeCertificate(), await makeCertificate()]
    const authorities = certificates.map(({ authority }) => authority).join('')
    place(folder, certificates[0]!)
    const running = await startOctets(t, wordsFor(folder))

    let isOver = false
    const serials = new Set<string>()
    // One client that stays, and three that come anew for each request.
    const stay = async (): Promise<number> => {
      const client = await openTls(t, running.port, authorities)
      let answered = 0
      while (!isOver) {
        await client.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
        answered += 1
        await until(() => client.responses().length === answered, 'an answer')
      }
      return answered
    }
    const come = async (): Promise<number> => {
      let answered = 0
      for (; !isOver; answered += 1) {
        const client = await openTls(t, running.port, authorities)
        serials.add(client.socket.getPeerCertificate().serialNumber)
        await client.send(LAST)
        assert.equal(await client.ends(), 'ended')
        assert.equal(client.responses()[0]?.content, PAGE)
        client.socket.destroy()
      }
      return answered
    }
    const clients = Promise.all([stay(), come(), come(), come()])
    for (let renewed = 1; renewed <= 10; renewed += 1) {
      place(folder, certificates[renewed % 2]!)
      running.kill('SIGHUP')
      const times = (): number => running.stderr.split('again\n').length - 1
      await until(() => times() === renewed, 'the certificate to be read')
      const seen = serials.size
      const end = performance.now() + 200
      await until(() => performance.now() > end || serials.size > seen, 'clients to come')
    }
    isOver = true
    const answered = await clients
    assert.ok(
      answered.every((count) => count > 0),
      String(answered),
    )
    assert.equal(serials.size, 2)
  })

  it('that is replaced by nonsense stays in use', async (t) => {
    const folder = site(t)
    const certificate = await makeCertificate()
    place(folder, certificate)
    const running = await startOctets(t, wordsFor(folder))
    place(folder, { ...certificate, key: 'nonsense' })
    running.kill('SIGHUP')
    await until(() => running.stderr !== '', 'the notice')
    assert.match(
      running.stderr,
      /^octets: Cannot use '[^\n]+key\.pem': it is not [^\n]+; the certificate from before stays in use\n$/,
    )
    const authority = join(folder, 'ca.pem')
    writeFileSync(authority, certificate.authority)
    assert.equal(await curl('--cacert', authority, running.url), PAGE)
    assert.equal(await running.stop(), 0)
  })
})

describe('--listen', () => {
  it('at several places is one server', async (t) => {
    const path = join(temporaryFolder(t), 'site.sock')
    const words = ['-l', 'tcp://127.0.0.1:0', '-l', `unix:${path}`, '-l', 'tcp://localhost:0']
    const running = await startOctets(t, [...words, '--port', '1', site(t)])
    await until(() => running.stdout.split('\n').length === 4, 'three places')
    const [first = '', second, third = ''] = running.stdout.split('\n')
    assert.match(first, /^http:\/\/127\.0\.0\.1:\d+\/$/)
    assert.equal(second, `unix:${path}`)
    assert.match(third, /^http:\/\/localhost:\d+\/$/)
    for (const url of [first, third]) assert.equal(await curl(url), PAGE)
    assert.equal(await curl('--unix-socket', path, 'http://localhost/'), PAGE)
    // Pages of a browser can reach it: it answers to loopback names alone.
    const misdirected = await curl('--unix-socket', path, 'http://site.example/')
    assert.match(misdirected, /^421 /)
  })

  it('at a UNIX socket alone answers to any name, with the mode that was asked for', async (t) => {
    const path = join(temporaryFolder(t), 'site.sock')
    const running = await startOctets(t, ['-l', `unix:${path}?mode=640`, site(t)])
    assert.equal(statSync(path).mode & 0o777, 0o640)
    assert.equal(await curl('--unix-socket', path, 'http://site.example/'), PAGE)
    assert.equal(await running.stop(), 0)
    assert.ok(!existsSync(path), 'its file is gone')
  })

  it('replaces the file of a server that was killed', async (t) => {
    const path = join(temporaryFolder(t), 'site.sock')
    const words = ['-l', `unix:${path}`, site(t)]
    const killed = await startOctets(t, words)
    killed.kill('SIGKILL')
    await killed.exited
    assert.ok(existsSync(path))
    await startOctets(t, words)
    assert.equal(await curl('--unix-socket', path, 'http://localhost/'), PAGE)
  })

  it('leaves the socket of a server that answers', async (t) => {
    const path = join(temporaryFolder(t), 'site.sock')
    const words = ['-l', `unix:${path}`, site(t)]
    await startOctets(t, words)
    const { code, stdout, stderr } = await runOctets(words)
    assert.equal(stderr, `octets: Cannot listen on '${path}': it is taken\n`)
    assert.deepEqual([code, stdout], [1, ''])
    assert.equal(await curl('--unix-socket', path, 'http://localhost/'), PAGE)
  })

  it('leaves a file that is no socket', async (t) => {
    const path = join(temporaryFolder(t, { precious: 'text' }), 'precious')
    const { code, stderr } = await runOctets(['-l', `unix:${path}`, site(t)])
    assert.equal(stderr, `octets: Cannot listen on '${path}': it is taken\n`)
    assert.equal(code, 1)
    assert.equal(readFileSync(path, 'utf8'), 'text')
  })

  it('wants the very port that was named', async (t) => {
    const other = createServer().listen(0, '127.0.0.1')
    t.after(() => other.close())
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const { code, stderr } = await runOctets(['-l', `tcp://127.0.0.1:${port}`, site(t)])
    assert.equal(stderr, `octets: Cannot listen on 127.0.0.1 port ${port}: it is taken\n`)
    assert.equal(code, 1)
  })

  // biome-ignore format: the columns are the test
  const REFUSED: readonly (readonly [place: string, sentence: RegExp, why: string])[] = [
    ['fd:0',                          /^octets: Cannot listen on descriptor 0: it is no socket to listen on\n$/, 'standard input'],
    ['fd:999',                        /^octets: Cannot listen on descriptor 999: it is no socket to listen on\n$/, 'nothing at all'],
    [`unix:/tmp/${'x'.repeat(120)}`,  /^octets: Cannot listen on '\/tmp\/x+': its path is too long\n$/,       'longer than the system takes'],
    ['unix:/nowhere/x.sock',          /^octets: Cannot listen on '\/nowhere\/x\.sock': there is no such folder\n$/, 'in no folder'],
    ['tcp://203.0.113.1:0',           /^octets: Cannot listen on 203\.0\.113\.1 port 0: this machine has no such address\n$/, 'an address of another'],
  ]
  for (const [place, sentence, why] of REFUSED) {
    it(`${place.slice(0, 30)} is refused in one sentence: ${why}`, async (t) => {
      const { code, stdout, stderr } = await runOctets(['-l', place, site(t)])
      assert.match(stderr, sentence)
      assert.deepEqual([code, stdout], [1, ''])
    })
  }
})

describe('A socket that is handed over', () => {
  const activate = (t: TestContext, pid: string, words: readonly string[]) =>
    startOctets(t, words, {}, withSocket(pid))

  it('is used when it is meant for this process', async (t) => {
    const { url } = await activate(t, '', ['-q', '--port', '1', site(t)])
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/$/)
    assert.equal(await curl(url), PAGE)
  })

  it('is used when it is asked for', async (t) => {
    const { url } = await activate(t, '1', ['-q', '-l', 'fd:3', site(t)])
    assert.equal(await curl(url), PAGE)
  })

  it('may be a UNIX socket, for one process or several', async (t) => {
    for (const workers of ['1', '2']) {
      const path = join(temporaryFolder(t), 'site.sock')
      const words = ['-q', '-w', workers, site(t)]
      const running = await startOctets(t, words, {}, withSocket('', path))
      assert.equal(running.stdout, 'fd:3\n')
      assert.equal(await curl('--unix-socket', path, 'http://localhost/'), PAGE)
    }
  })

  it('is left alone when it is meant for another', async (t) => {
    const { url } = await activate(t, '1', ['-q', '--port', '0', '--host', 'localhost', site(t)])
    assert.match(url, /^http:\/\/localhost:/)
  })
})

describe('Behind a proxy', () => {
  it('--proxy-protocol lets in curl with a PROXY header, and not without', async (t) => {
    const words = ['--port', '0', '--proxy-protocol', '127.0.0.0/8', site(t)]
    const running = await startOctets(t, words)
    assert.equal(await curl('--haproxy-protocol', running.url), PAGE)
    await assert.rejects(curl(running.url), { code: 52 })
    await until(() => running.stderr.includes('refused'), 'the log')
    assert.match(running.stderr, / refused 127\.0\.0\.1: no PROXY header, or a malformed one\n/)
  })

  it('--proxy-protocol logs the client that the header names', async (t) => {
    const words = ['--port', '0', '--proxy-protocol', '127.0.0.1', site(t)]
    const running = await startOctets(t, words)
    const client = await openSocket(t, running.port)
    await client.send(`PROXY TCP4 198.51.100.7 203.0.113.1 1 2\r\n${LAST}`)
    await client.ends()
    assert.equal(client.responses()[0]?.status, 200)
    await until(() => running.stderr.includes('200'), 'the log')
    assert.match(running.stderr, / GET \/ {2}from 198\.51\.100\.7\n/)
  })

  for (const [trusted, from] of [
    ['127.0.0.1', '  from 198.51.100.7'],
    ['192.0.2.1', ''],
  ] as const) {
    it(`--trust-proxy ${trusted} logs ${from === '' ? 'no claim' : 'what it forwards'}`, async (t) => {
      const running = await startOctets(t, ['--port', '0', '--trust-proxy', trusted, site(t)])
      await curl('-H', 'X-Forwarded-For: 198.51.100.7', running.url)
      await until(() => running.stderr.includes('200'), 'the log')
      assert.ok(running.stderr.endsWith(` GET /${from}\n`), running.stderr)
    })
  }

  it('--trust-proxy unix believes the peers of a UNIX socket', async (t) => {
    const path = join(temporaryFolder(t), 'site.sock')
    const words = ['-l', `unix:${path}`, '--trust-proxy', 'unix', site(t)]
    const running = await startOctets(t, words)
    const forwarded = 'Forwarded: for="[2001:db8::7]:1"'
    await curl('-H', forwarded, '--unix-socket', path, 'http://localhost/')
    await until(() => running.stderr.includes('200'), 'the log')
    assert.match(running.stderr, / from 2001:db8::7\n/)
  })
})
