/**
 * The live view as it is used: the program serves, a browser watches, and others talk to it.
 *
 * Code that runs in the page is text here, for the reason given in chromium.test.ts. Needs the built
 * program: `npm run build`.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, it, type TestContext } from 'node:test'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { launchChromium, skipWithoutChromium } from '../support/chromium-launch.ts'
import { watch } from '../support/event-stream.ts'
import { PROGRAM, startOctets } from '../support/octets-process.ts'
import { openSocket, until } from '../support/raw-socket.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const FINDINGS = `axe.run().then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .map(({ id, nodes }) => id + ' ' + nodes[0].html))`

/** Runs a program to its end. */
async function run(...[file, words]: readonly [string, readonly string[]]): Promise<void> {
  const child = spawn(file, words, { stdio: 'ignore' })
  const [code] = await once(child, 'close')
  assert.equal(code, 0, file)
}

const startExplorer = (t: TestContext, ...more: readonly string[]) =>
  startOctets(t, [
    ...['--port', '0', '--quiet', '--explore', ...more],
    temporaryFolder(t, { 'index.html': '<!doctype html><title>a</title>hello' }),
  ])

describe('the live view of the program', () => {
  it('is there with --explore, and not without', async (t) => {
    const { url } = await startExplorer(t)
    const stream = await watch(t, `${url}~octets/live`)
    await run('curl', ['-so', '/dev/null', '-H', 'Authorization: Basic s3cret', url])
    const [segment] = await stream.take(1, 'segment', 'received')
    assert.match(segment?.data.text, /^GET \/ HTTP\/1\.1\r\n.*\r\nAuthorization: \*{12}\r\n/s)
    const plain = await startOctets(t, ['--port', '0', '--quiet', temporaryFolder(t)])
    const answer = await fetch(`${plain.url}~octets/live`)
    assert.equal(answer.status, 404)
  })

  it('is for this machine’s names only', async (t) => {
    const { url } = await startExplorer(t)
    const stream = await watch(t, `${url}~octets/live`, 'Host: attacker.example')
    assert.equal(stream.status, 421)
  })

  it('goes with --trace, and does not keep the program from stopping', async (t) => {
    const running = await startExplorer(t, '--trace', 'events')
    const early = await openSocket(t, running.port)
    await early.send('GET /1 HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await early.receives('\r\n\r\n')
    const stream = await watch(t, `${running.url}~octets/live`)
    await early.send('GET /2 HTTP/1.1\r\nHost: localhost\r\n\r\n')
    const [line] = await stream.take(1, 'event', 'received')
    assert.equal(line?.data.text, 'GET /2 HTTP/1.1\r\n')
    await until(() => /request-line +GET \/2 /.test(running.stderr), 'the other onlooker')
    const began = performance.now()
    assert.equal(await running.stop(), 0)
    assert.ok(performance.now() - began < 8000, 'before it would have been forced to')
  })
})

describe('the live view in Chromium', { skip: skipWithoutChromium }, () => {
  let browser: Browser
  before(async () => {
    browser = await launchChromium()
  })
  after(() => browser?.close())

  /** Opens the page, and keeps what it complains about: errors, and what its policy forbids. */
  async function open(t: TestContext, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
    t.after(() => context.close())
    const running = await startExplorer(t)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(`http://localhost:${running.port}/~octets/`)
    await page.locator('#live[data-state="connected"]').waitFor()
    return { page, complaints, running }
  }

  const rows = (page: Page, text: string) =>
    page.locator('#live-list li:not([hidden]) button', { hasText: text })
  const send = (port: number, ...words: readonly string[]) =>
    run(process.execPath, [...PROGRAM, 'send', `127.0.0.1:${port}`, ...words])

  it('fills while curl, octets send and the browser itself talk to the server', async (t) => {
    const { page, complaints, running } = await open(t)
    assert.equal(await page.locator('#live-list button').count(), 0, 'nothing of its own')
    await run('curl', ['-so', '/dev/null', `${running.url}by-curl`])
    await rows(page, 'GET /by-curl HTTP/1.1').filter({ hasText: '404' }).waitFor()
    await rows(page, '/by-curl').filter({ hasText: 'closed' }).waitFor()
    const tab = await page.context().newPage()
    await tab.goto(`http://localhost:${running.port}/?by-chromium`)
    await rows(page, 'GET /?by-chromium').filter({ hasText: '200' }).waitFor()
    const pieces = ['GET /sent HT', 'TP/1.1\\r\\nHost: local', 'host\\r\\n\\r\\n']
    await send(running.port, ...pieces.flatMap((piece) => [piece, '@300ms']), '--half-close')
    await rows(page, 'GET /sent').filter({ hasText: '3 segments' }).click()
    const value = await page.locator('#octets').inputValue()
    assert.equal(value, 'GET /sent HTTP/1.1\\r\\n\nHost: localhost\\r\\n\n\\r\\n')
    const cuts = await page.evaluate<number[]>(
      `[...document.querySelectorAll('.handle')].map((handle) => Number(handle.dataset.cut))`,
    )
    assert.deepEqual(cuts, [12, 31])
    assert.match((await page.locator('#live-shown').textContent()) ?? '', /in 3 segments\.$/)
    await page.waitForURL(({ hash }) => hash.includes('cuts=12,31'))
    assert.match((await page.locator('#live-said').textContent()) ?? '', /new connection/)
    assert.equal(await rows(page, '~octets').count(), 0)
    assert.deepEqual(complaints, [])
  })

  it('shows octets as text, secrets as asterisks, and faults by their names', async (t) => {
    const { page, complaints, running } = await open(t)
    const client = await openSocket(t, running.port)
    await client.send('GET /<b>x</b> HTTP/1.1\r\nHost: a\r\nCookie: s3cret\r\nBad : x\r\n\r\n')
    await client.ends()
    await rows(page, 'refused: 400 space-before-colon').click()
    assert.equal(await page.locator('#live-list b').count(), 0)
    assert.match(await page.locator('#octets').inputValue(), /Cookie: \*{6}\\r\\n/)
    assert.match((await page.locator('.verdict-line').textContent()) ?? '', /space-before-colon/)
    assert.doesNotMatch(await page.content(), /s3cret/)
    assert.deepEqual(complaints, [])
  })

  it('is paused, filtered, cleared and walked through with the keyboard', async (t) => {
    const { page, complaints, running } = await open(t)
    for (const path of ['one', 'two', 'three'])
      await run('curl', ['-so', '/dev/null', running.url + path])
    await rows(page, '/three').waitFor()
    await page.locator('#live-list [tabindex="0"]').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    assert.match(await page.locator('#octets').inputValue(), /^GET \/two /)
    assert.equal(await page.locator('#live-list [aria-current]').count(), 1)
    await page.locator('#live-filter').fill('/one 404')
    assert.equal(await page.locator('#live-list li:not([hidden])').count(), 1)
    await page.locator('#live-filter').fill('')
    await page.locator('#live-pause').click()
    await run('curl', ['-so', '/dev/null', `${running.url}four`])
    await page.getByText('1 have news.').waitFor()
    assert.equal(await rows(page, '/four').count(), 0)
    await page.locator('#live-pause').click()
    await rows(page, '/four').waitFor()
    await page.locator('#live-clear').click()
    assert.equal(await page.locator('#live-list li').count(), 0)
    await page.locator('#live-own').check()
    await page.locator('#live[data-state="connected"]').waitFor()
    await page.evaluate(`fetch('message/scan.js', { cache: 'reload' })`)
    await rows(page, 'GET /~octets/message/scan.js').waitFor()
    assert.deepEqual(complaints, [])
  })

  it('says when it is disconnected, and comes back by itself', async (t) => {
    const { page, running } = await open(t)
    const { port } = running
    await running.stop()
    await page.getByText('Disconnected. Trying again…').waitFor()
    const folder = temporaryFolder(t, { a: 'a' })
    await startOctets(t, ['--port', `${port}`, '--strict-port', '-q', '--explore', folder])
    await page.locator('#live[data-state="connected"]').waitFor()
    await run('curl', ['-so', '/dev/null', `http://127.0.0.1:${port}/again`])
    await rows(page, '/again').waitFor()
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [375, 1440]) {
      it(`has nothing that axe calls serious, ${colorScheme}, ${width} px wide`, async (t) => {
        const viewport = { width, height: 900 }
        const { page, running } = await open(t, { colorScheme, viewport, bypassCSP: true })
        assert.deepEqual(await page.evaluate(`${axe.source}; ${FINDINGS}`), [], 'empty')
        await run('curl', ['-so', '/dev/null', running.url])
        const client = await openSocket(t, running.port)
        await client.send('GET /half HTTP/1.1\r\nHo')
        await rows(page, '/half').click()
        assert.deepEqual(await page.evaluate(`${axe.source}; ${FINDINGS}`), [], 'filled')
        const surplus = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        assert.equal(surplus, 0, 'nothing is wider than the window')
      })
    }
  }
})
