/**
 * What a browser makes of the program, and of the site that comes with it.
 *
 * Code that runs in the page is text here: what TypeScript knows of it would be the types of a
 * browser, in a program that is none.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchChromium, skipWithoutChromium } from '../support/chromium-launch.ts'
import { startOctets, until } from '../support/octets-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const PUBLIC = join(import.meta.dirname, '../../public')
/** Opens a page of its own cache that keeps what it complains about. */
async function openPage(
  t: TestContext,
  browser: Browser,
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext()
  t.after(() => context.close())
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    const { url } = message.location()
    // Asked for by Chromium itself, where a page names no icon.
    if (message.type() !== 'error' || url.endsWith('/favicon.ico')) return
    complaints.push(`console: ${message.text()} ${url}`)
  })
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? ''
    // Chromium lets go of a film once it knows where in it to go on reading.
    const isLetGo = request.resourceType() === 'media' && why === 'net::ERR_ABORTED'
    if (!isLetGo) complaints.push(`request: ${request.url()} ${why}`)
  })
  return { page, complaints }
}

/** Paths of the page and of what it loaded, without what its script fetched and without the film. */
const OWN_RESOURCES = `[
  location.href,
  ...performance.getEntriesByType('resource')
    .filter(({ name, initiatorType }) =>
      initiatorType !== 'fetch' && name !== document.querySelector('video, audio')?.currentSrc)
    .map(({ name }) => name),
].map((url) => new URL(url).pathname)`

/** Decodes every image, those that wait to be scrolled to as well; gives their widths. */
const DECODED_IMAGES = `Promise.all([...document.images].map(async (image) => {
  image.loading = 'eager'
  await image.decode()
  return [image.currentSrc, image.naturalWidth]
}))`

/** Goes to the last tenth of the film; gives where it is then and how long the film is. */
const FAR_SEEK = `(async () => {
  const media = document.querySelector('video, audio')
  if (media.readyState === 0) {
    media.load()
    await new Promise((resolve) => media.addEventListener('loadedmetadata', resolve, { once: true }))
  }
  const there = new Promise((resolve) => media.addEventListener('seeked', resolve, { once: true }))
  media.currentTime = media.duration * 0.9
  await there
  return { time: media.currentTime, duration: media.duration, error: media.error }
})()`

// biome-ignore format: the columns are the test
const HOSTILE_NAMES: readonly (readonly [name: string, why: string])[] = [
  ['<img src=x onerror=alert(1)>.txt',     'an element'],
  ['<script>alert(1)<&#47;script>.txt',    'a script and a character reference'],
  ['"onmouseover="alert(1).txt',           'the end of an attribute'],
  ["'onmouseover='alert(1).txt",           'the other quote'],
  ['&lt;b&gt;&amp;.txt',                   'references'],
  ['javascript:alert(1).txt',              'a scheme'],
  ['https:example.txt',                    'another'],
  ['a?b=c#d.txt',                          'a query and a fragment'],
  ['100%.txt',                             'a percent sign'],
  ['%2e%2e%2fsecret.txt',                  'escapes that mean themselves'],
  ['a+b c;d=e,f@g!$()*~.txt',              'what may stand in a segment, and a space'],
  [' spaces  in it .txt',                  'what HTML would fold'],
  ['[::1]^`{|}.txt',                       'what may not'],
  ['ünïcödé 😀 日本.txt',                    'more than ASCII'],
  ['e\u0301.txt',                          'not composed'],
  ['\u202egpj.txt',                        'written from right to left'],
  ['line\nfeed\tand tab.txt',              'control characters'],
  ['-rf.txt',                              'a flag'],
  ['index.html.txt',                       'nearly an index'],
  ['{{7*7}}<%=7*7%>.txt',                  'templates'],
]

/** On the disk, but no request target names them. */
const UNASKABLE_NAMES = ['back\\slash.txt', '.hidden.txt']

describe('Chromium', { skip: skipWithoutChromium }, () => {
  let browser: Browser
  before(async () => {
    browser = await launchChromium()
  })
  after(() => browser?.close())

  it('loads the site without a complaint, and shows every picture', async (t) => {
    const running = await startOctets(t, ['--port', '0', PUBLIC])
    const { page, complaints } = await openPage(t, browser)
    const response = await page.goto(running.url, { waitUntil: 'networkidle' })
    assert.equal(response?.status(), 200)
    const images = await page.evaluate<[url: string, width: number][]>(DECODED_IMAGES)
    assert.ok(images.length > 0)
    for (const [url, width] of images) assert.ok(width > 0, url)
    assert.deepEqual(complaints, [])
  })

  it('seeks in the film by asking for a range', async (t) => {
    const running = await startOctets(t, ['--port', '0', PUBLIC])
    const { page, complaints } = await openPage(t, browser)
    await page.goto(running.url)
    const { time, duration, error } = await page.evaluate<{
      time: number
      duration: number
      error: unknown
    }>(FAR_SEEK)
    assert.ok(duration > 1 && Math.abs(time - duration * 0.9) < 0.1, `${time} of ${duration}`)
    assert.equal(error, null)
    const source = await page.evaluate<string>("document.querySelector('video, audio').currentSrc")
    const { pathname } = new URL(source)
    await until(() => running.hasLogged(206, pathname), `206 for ${pathname}`)
    assert.deepEqual(complaints, [])
  })

  it('asks again for each resource on reload, and is told 304', async (t) => {
    const running = await startOctets(t, ['--port', '0', PUBLIC])
    const { page, complaints } = await openPage(t, browser)
    await page.goto(running.url, { waitUntil: 'networkidle' })
    const paths = await page.evaluate<string[]>(OWN_RESOURCES)
    assert.ok(paths.includes('/') && paths.includes('/style.css'), paths.join(' '))
    for (const path of paths) {
      await until(() => running.hasLogged(200, path), `200 for ${path}`)
    }

    await page.reload({ waitUntil: 'networkidle' })
    for (const path of paths) {
      await until(() => running.hasLogged(304, path), `304 for ${path}`)
    }
    assert.deepEqual(complaints, [])
  })

  it('shows 404.html for an unknown path, with status 404', async (t) => {
    const running = await startOctets(t, ['--port', '0', PUBLIC])
    const { page, complaints } = await openPage(t, browser)
    const response = await page.goto(`${running.url}no/such/page`, { waitUntil: 'networkidle' })
    assert.equal(response?.status(), 404)
    assert.equal(await response?.text(), readFileSync(join(PUBLIC, '404.html'), 'utf8'))
    assert.equal(await page.evaluate<boolean>('document.styleSheets[0].cssRules.length > 0'), true)
    // That the page itself is a 404 is told on the console; anything else would be a mistake in it.
    assert.equal(complaints.length, 1, complaints.join('\n'))
    assert.match(complaints[0] ?? '', /status of 404 .*\/no\/such\/page$/)
  })

  it('shows hostile names as text, and each link opens its file', async (t) => {
    const names = HOSTILE_NAMES.map(([name]) => name)
    const all = [...names, ...UNASKABLE_NAMES]
    const files = Object.fromEntries(all.map((name) => [name, `content of ${name}`]))
    const running = await startOctets(t, ['--port', '0', temporaryFolder(t, files)])
    const { page, complaints } = await openPage(t, browser)
    await page.goto(running.url)
    const links = await page.evaluate<[text: string, url: string][]>(
      `[...document.querySelectorAll('tbody a')].map((link) => [link.textContent, link.href])`,
    )
    // What turns the direction of writing, or controls a terminal, is shown as its number.
    const read = links.map(([text]) =>
      text.replace(/\\u\{(\w+)\}/g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16))),
    )
    assert.deepEqual(read.toSorted(), names.toSorted())

    for (const [at, [, url]] of links.entries()) {
      await page.goto(running.url)
      await page.locator('tbody a').nth(at).click()
      await page.waitForURL(({ href }) => href === url)
      const content = await page.evaluate<string>('document.body.textContent')
      assert.equal(content, `content of ${read[at]}`)
    }
    assert.deepEqual(complaints, [])
  })
})
