/** Several processes that serve as one: who answers, who ends, and what clients notice of it. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import {
  type OctetsProcess,
  runOctets,
  startOctets,
  until,
  withSocket,
} from '../support/octets-process.ts'
import { underLoad } from '../support/persistent-client.ts'
import { openSocket, type RawSocket } from '../support/raw-socket.ts'
import { clientPortsOf } from '../support/socket-owners.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { makeCertificate } from '../support/tls.ts'

const PAGE = 'x'.repeat(2000)
const CLIENTS = 20
/** More than the operating system buffers between two processes of one machine. */
const LARGE_OCTETS = 64 * 1024 * 1024
/** Connections until both workers have one; each takes one of two with about the same chance. */
const MAX_CONNECTIONS = 200

function site(t: TestContext): string {
  return temporaryFolder(t, { page: PAGE })
}

function start(t: TestContext, ...words: readonly string[]): Promise<OctetsProcess> {
  return startOctets(t, ['-w', '2', '--port', '0', '--log', 'off', site(t), ...words])
}

async function curl(...words: readonly string[]): Promise<string> {
  const all = ['--disable', '--silent', '--show-error', '--noproxy', '*', '--max-time', '20']
  return (await promisify(execFile)('curl', [...all, ...words])).stdout
}

async function ask(client: RawSocket): Promise<void> {
  const had = client.receivedOctets
  await client.send('GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await until(() => client.receivedOctets > had + PAGE.length, 'an answer')
}

/** Opens connections until each worker has answered one. */
async function reachAll(t: TestContext, running: OctetsProcess): Promise<readonly RawSocket[]> {
  const workers = running.workers()
  const clients: RawSocket[] = []
  const isReached = (): boolean => workers.every((pid) => clientPortsOf(pid, running.port).size > 0)
  while (!isReached()) {
    assert.ok(clients.length < MAX_CONNECTIONS, 'one worker has all connections')
    const client = await openSocket(t, running.port)
    clients.push(client)
    await ask(client)
  }
  return clients
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}/exe`)
}

/** Waits until there are two workers, and these are none of them. */
async function replaced(running: OctetsProcess, before: readonly number[]): Promise<void> {
  const isReplaced = (): boolean => {
    const now = running.workers()
    return now.length === 2 && now.every((pid) => !before.includes(pid))
  }
  await until(isReplaced, 'other workers')
}

describe('Workers', () => {
  it('all answer at one URL, and stop together', async (t) => {
    const running = await start(t)
    const workers = running.workers()
    assert.equal(workers.length, 2)
    await reachAll(t, running)
    assert.match(running.stdout, /^http:\/\/127\.0\.0\.1:\d+\/\n$/)
    const end = running.stop()
    assert.equal(await end, 0)
    assert.deepEqual(workers.filter(isAlive), [])
    assert.equal(
      running.stderr,
      'octets: Stopping when the last connection is done; again to force\n',
    )
  })

  it('are as many as there are cores with 0', async (t) => {
    const running = await startOctets(t, ['-w', '0', '--port', '0', '-q', site(t)])
    assert.equal(await curl(`${running.url}page`), PAGE)
    assert.ok(running.workers().length > 0)
  })

  it('log whole lines to one stderr', async (t) => {
    const running = await startOctets(t, ['-w', '2', '--port', '0', site(t)])
    await underLoad(running.port, PAGE, CLIENTS, (tally) =>
      until(() => tally.answered > 500, 'answers'),
    )
    await running.stop()
    const lines = running.stderr.split('\n').filter((line) => !line.startsWith('octets: '))
    assert.ok(lines.length > 500)
    for (const line of lines.slice(0, -1))
      assert.match(line, /^\d\d:\d\d:\d\d {2}200 +2\.0 kB +\d+\.\d ms {2}GET \/page$/)
  })

  it('are one process for whoever starts it: SIGKILL of the primary ends all', async (t) => {
    const running = await start(t)
    const workers = running.workers()
    running.kill('SIGKILL')
    await running.exited
    await until(() => !workers.some(isAlive), 'the workers to end')
  })
})

describe('A worker that is killed', () => {
  it('fails its own connections alone, and is replaced', async (t) => {
    const running = await start(t)
    const before = running.workers()
    let victim = 0
    let owned: ReadonlySet<number> = new Set()
    const tally = await underLoad(running.port, PAGE, CLIENTS, async (tally) => {
      await until(() => tally.answered > CLIENTS * 10, 'a load')
      // On a busy machine one of them may have accepted all.
      const connectionsOf = (pid: number): number => clientPortsOf(pid, running.port).size
      victim = before.toSorted((a, b) => connectionsOf(b) - connectionsOf(a))[0] ?? 0
      owned = clientPortsOf(victim, running.port)
      process.kill(victim, 'SIGKILL')
      const answered = tally.answered
      await until(() => !running.workers().includes(victim), 'it to be gone')
      await until(() => running.workers().length === 2, 'another one')
      await until(() => tally.answered > answered + CLIENTS * 10, 'serving to go on')
    })
    t.diagnostic(
      `${tally.answered} answered, ${tally.retried.length} retried, ${tally.lost.length} lost`,
    )
    assert.ok(owned.size > 0)
    assert.deepEqual(
      [...tally.retried, ...tally.lost].filter(({ localPort }) => !owned.has(localPort)),
      [],
    )
    assert.match(
      running.stderr,
      new RegExp(`^octets: Worker ${victim} ended \\(SIGKILL\\); another starts [^\n]+\n$`),
    )
    assert.ok(
      running.workers().some((pid) => before.includes(pid)),
      'the other one stays',
    )
    assert.equal(await running.stop(), 0)
  })

  it('with all others leaves the URL as it was', async (t) => {
    const running = await start(t)
    const before = running.workers()
    for (const pid of before) process.kill(pid, 'SIGKILL')
    await replaced(running, before)
    assert.equal(await curl('--retry', '20', '--retry-connrefused', `${running.url}page`), PAGE)
    assert.equal(await running.stop(), 0)
  })

  it('before it listens ends the program', async (t) => {
    const ended = runOctets(['-w', '2', '--port', '0', site(t)], {}, async (starting) => {
      let worker: number | undefined
      await until(() => {
        // Asked once: while the worker becomes another program it has no name for a moment.
        worker = starting.workers()[0]
        return worker !== undefined
      }, 'the first worker')
      process.kill(worker!, 'SIGKILL')
    })
    const stderr = 'octets: A worker ended before it listened (SIGKILL)\n'
    assert.deepEqual(await ended, { code: 1, stdout: '', stderr })
  })
})

describe('SIGHUP', () => {
  it('replaces all workers under load, and no request is lost', async (t) => {
    const running = await start(t)
    const tally = await underLoad(running.port, PAGE, CLIENTS, async (tally) => {
      for (let rolled = 1; rolled <= 3; rolled += 1) {
        const before = running.workers()
        running.kill('SIGHUP')
        await until(() => running.stderr.split('replaced\n').length > rolled, 'the notice')
        await replaced(running, before)
        const answered = tally.answered
        await until(() => tally.answered > answered + CLIENTS * 10, 'serving to go on')
      }
    })
    t.diagnostic(
      `${tally.answered} answered, ${tally.retried.length} retried, ${tally.lost.length} lost`,
    )
    assert.deepEqual(tally.lost, [])
    assert.equal(running.stderr, 'octets: All workers are replaced\n'.repeat(3))
    assert.match(running.stdout, /^[^\n]+\n$/, 'the URL is said once')
    assert.equal(await running.stop(), 0)
  })

  it('brings certificates that were replaced, unless they cannot be used', async (t) => {
    const folder = site(t)
    const [first, second] = [await makeCertificate(), await makeCertificate()]
    const place = (certificate: string, key: string): void => {
      writeFileSync(join(folder, 'pair.pem'), `${certificate}${key}`)
    }
    for (const [at, { authority }] of [first, second].entries())
      writeFileSync(join(folder, `ca${at}.pem`), authority)
    const get = (at: number, url: string): Promise<string> =>
      curl('--cacert', join(folder, `ca${at}.pem`), `${url}page`)
    place(first.certificate, first.key)
    const pair = join(folder, 'pair.pem')
    const running = await start(t, '--tls-cert', pair, '--tls-key', pair)
    assert.equal(await get(0, running.url), PAGE)

    place(second.certificate, second.key)
    running.kill('SIGHUP')
    await until(() => running.stderr.includes('replaced\n'), 'new workers')
    assert.equal(await get(1, running.url), PAGE)

    const before = running.workers()
    place('nonsense', '')
    running.kill('SIGHUP')
    await until(() => running.stderr.includes('go on\n'), 'the notice')
    assert.match(running.stderr, /\noctets: Cannot use '[^\n]+; the workers from before go on\n$/)
    await until(() => running.workers().length === before.length, 'the new one to end')
    assert.deepEqual(running.workers(), before)
    assert.equal(await get(1, running.url), PAGE)
  })
})

describe('Stopping workers', () => {
  it('lets a download finish', async (t) => {
    const folder = temporaryFolder(t, { large: Buffer.alloc(LARGE_OCTETS, 'x') })
    const running = await startOctets(t, ['-w', '2', '--port', '0', '--log', 'off', folder])
    const client = await openSocket(t, running.port)
    client.socket.once('data', () => client.socket.pause())
    await client.send('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await until(() => client.receivedOctets > 0, 'the answer to begin')
    const end = running.stop()
    await until(() => running.workers().length === 1, 'the idle one to end')
    client.socket.resume()
    await client.ends()
    client.socket.end()
    assert.equal(await end, 0)
    const head = client.received.slice(0, client.received.indexOf('\r\n\r\n') + 4)
    assert.equal(client.receivedOctets, head.length + LARGE_OCTETS)
  })

  it('a second time forces, also one that hangs', async (t) => {
    const folder = temporaryFolder(t, { large: Buffer.alloc(LARGE_OCTETS, 'x') })
    const running = await startOctets(t, ['-w', '2', '--port', '0', '--log', 'off', folder])
    const workers = running.workers()
    const client = await openSocket(t, running.port)
    client.socket.once('data', () => client.socket.pause())
    await client.send('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await until(() => client.receivedOctets > 0, 'the answer to begin')
    const hanging = workers.find((pid) => clientPortsOf(pid, running.port).size === 0)
    process.kill(hanging ?? 0, 'SIGSTOP')
    running.kill('SIGTERM')
    await until(() => running.stderr.includes('Stopping'), 'the notice')
    running.kill('SIGTERM')
    assert.equal(await running.exited, 0)
    assert.deepEqual(workers.filter(isAlive), [])
  })
})

describe('Workers at other places', () => {
  it('what cannot be served is said once', async (t) => {
    const other = createServer().listen(0, '127.0.0.1')
    t.after(() => other.close())
    await until(() => other.listening, 'the other')
    const address = other.address()
    const port = typeof address === 'object' ? `${address?.port}` : ''
    const folder = site(t)
    // biome-ignore format: the columns are the test
    const refused: readonly (readonly [words: readonly string[], code: 1 | 2, sentence: string])[] = [
      [['--strict-port', '-p', port, folder], 1, `Cannot listen on 127.0.0.1 port ${port}: it is taken`],
      [['./x'],                               2, "Cannot serve './x': there is no such file or folder"],
      [['-l', 'fd:999', folder],              1, 'Cannot listen on descriptor 999: it is no socket to listen on'],
      [['-l', 'fd:0', folder],                1, 'Cannot listen on descriptor 0: it is no socket to listen on'],
    ]
    for (const [words, code, sentence] of refused) {
      const expected = { code, stdout: '', stderr: `octets: ${sentence}\n` }
      assert.deepEqual(await runOctets(['-w', '2', ...words]), expected)
    }
    const moved = await startOctets(t, ['-w', '2', '-q', '-p', port, folder])
    assert.ok(moved.port > Number(port))
    assert.equal(
      moved.stderr,
      `octets: Port ${port} is taken, listening on ${moved.port} instead\n`,
    )
    assert.equal(await curl(`${moved.url}page`), PAGE)
  })

  it('a UNIX socket has the mode that was asked for, and is gone in the end', async (t) => {
    const folder = temporaryFolder(t)
    const [closed, usual] = [join(folder, 'closed.sock'), join(folder, 'usual.sock')]
    const running = await start(t, '-l', `unix:${closed}?mode=640`, '-l', `unix:${usual}`)
    assert.equal(running.stdout, `unix:${closed}\nunix:${usual}\n`)
    assert.equal(statSync(closed).mode & 0o777, 0o640)
    assert.equal(statSync(usual).mode & 0o777, 0o777 & ~process.umask())
    for (const path of [closed, usual])
      assert.equal(await curl('--unix-socket', path, 'http://localhost/page'), PAGE)
    assert.equal(await running.stop(), 0)
    assert.deepEqual([closed, usual].filter(existsSync), [])
  })

  it('a UNIX socket that was left behind is replaced', async (t) => {
    const path = join(temporaryFolder(t), 'site.sock')
    const killed = await start(t, '-l', `unix:${path}`)
    killed.kill('SIGKILL')
    await killed.exited
    assert.ok(existsSync(path))
    await start(t, '-l', `unix:${path}`)
    assert.equal(await curl('--unix-socket', path, 'http://localhost/page'), PAGE)
  })

  it('a socket that was handed over outlives all workers', async (t) => {
    const running = await startOctets(t, ['-w', '2', '-q', site(t)], {}, withSocket(''))
    assert.equal(await curl(`${running.url}page`), PAGE)
    const before = running.workers()
    for (const pid of before) process.kill(pid, 'SIGKILL')
    // It waits in the queue of the socket, and a new worker answers.
    assert.equal(await curl(`${running.url}page`), PAGE)
    await replaced(running, before)
  })

  it('a certificate is made once, for all', async (t) => {
    const cache = temporaryFolder(t)
    const running = await startOctets(
      t,
      ['-w', '2', '--port', '0', '-q', '--tls-self-signed', site(t)],
      { XDG_CACHE_HOME: cache },
    )
    const authority = join(cache, 'octets', 'ca.pem')
    for (let asked = 0; asked < 10; asked += 1)
      assert.equal(await curl('--cacert', authority, `${running.url}page`), PAGE)
    assert.equal(running.stderr.split('\n').length, 2, 'it is spoken of once')
    assert.ok(!(statSync(authority).mode & 0o022))
  })
})
