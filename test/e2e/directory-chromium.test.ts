/**
 * What a browser, a pointer, a keyboard and a screen reader make of a listing.
 *
 * Code that runs in the page is text here, for the reason given in chromium.test.ts.
 */

import assert from 'node:assert/strict'
import { after, before, describe, it, type TestContext } from 'node:test'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { launchChromium, skipWithoutChromium } from '../support/chromium-launch.ts'
import { startOctets } from '../support/octets-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const FILES: Readonly<Record<string, string>> = {
  'README.md': '# Read me',
  'file2.txt': 'x'.repeat(1_234_567),
  'file10.txt': 'x'.repeat(10),
  'Äpfel.jpg': 'x'.repeat(100),
  '\u202egpj.exe': 'x',
  '<img src=x onerror=alert(1)>': 'x',
  'folder/deeper/a b.txt': 'text',
  'empty/.hidden': '',
}

/** Opens a page that keeps what it complains about and what it asks for. */
async function openPage(
  t: TestContext,
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: string[]; readonly asked: string[] }> {
  const context = await browser.newContext(options)
  t.after(() => context.close())
  const page = await context.newPage()
  const complaints: string[] = []
  const asked: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  return { page, complaints, asked }
}

/** Names in the rows that are to be seen, in order. */
function namesIn(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('tbody a')].filter((link) => link.offsetParent !== null)
      .map((link) => link.textContent)`,
  )
}

const FOCUSED = 'document.activeElement.textContent'

const FINDINGS = `axe.run().then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .map(({ id, nodes }) => id + ' ' + nodes[0].html))`

describe('a listing in Chromium', { skip: skipWithoutChromium }, () => {
  let browser: Browser
  before(async () => {
    browser = await launchChromium()
  })
  after(() => browser?.close())

  async function openListing(
    t: TestContext,
    files: Readonly<Record<string, string>> = FILES,
    options: BrowserContextOptions = {},
  ): Promise<Awaited<ReturnType<typeof openPage>> & { readonly url: string }> {
    const { port } = await startOctets(t, ['--port', '0', '--quiet', temporaryFolder(t, files)])
    const url = `http://localhost:${port}/`
    const opened = await openPage(t, browser, options)
    await opened.page.goto(url)
    return { ...opened, url }
  }

  it('is one request, has its own style and script, and no complaint', async (t) => {
    const { page, complaints, asked } = await openListing(t)
    assert.equal(await page.locator('input').isVisible(), true)
    assert.equal(await page.evaluate('document.styleSheets[0].cssRules.length > 20'), true)
    assert.deepEqual(asked, ['/'])
    assert.deepEqual(complaints, [])
  })

  it('is complete without a script, and has no box that would do nothing', async (t) => {
    const { page, complaints } = await openListing(t, FILES, { javaScriptEnabled: false })
    assert.equal(await page.locator('tbody a').count(), 8)
    assert.equal(await page.locator('input').isVisible(), false)
    assert.deepEqual(complaints, [])
  })

  it('is sorted by the pointer', async (t) => {
    const { page, complaints, url } = await openListing(t)
    const byName = await namesIn(page)
    assert.deepEqual(byName.slice(0, 2), ['empty/', 'folder/'])
    assert.ok(byName.indexOf('file2.txt') < byName.indexOf('file10.txt'))
    await page.getByRole('link', { name: 'Size' }).click()
    await page.waitForURL(`${url}?sort=size&order=desc`)
    assert.equal((await namesIn(page))[2], 'file2.txt')
    const size = page.getByRole('columnheader', { name: 'Size' })
    assert.equal(await size.getAttribute('aria-sort'), 'descending')
    await page.getByRole('link', { name: 'Size' }).click()
    await page.waitForURL(`${url}?sort=size&order=asc`)
    assert.equal((await namesIn(page)).at(-1), 'file2.txt')
    assert.equal(await size.getAttribute('aria-sort'), 'ascending')
    assert.deepEqual(complaints, [])
  })

  it('is sorted, filtered and followed by the keyboard', async (t) => {
    const { page, complaints, url } = await openListing(t)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(FOCUSED), 'README.md')
    await page.keyboard.press('Tab')
    await page.keyboard.type('APF')
    assert.deepEqual(await namesIn(page), ['Äpfel.jpg'])
    assert.equal(await page.locator('output').textContent(), '1 found')
    await page.keyboard.press('Escape')
    assert.equal((await namesIn(page)).length, 8)
    await page.keyboard.type('txt file')
    assert.deepEqual(await namesIn(page), ['file2.txt', 'file10.txt'])
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(FOCUSED), 'file2.txt')
    assert.equal(await exactSize(page), '"1,234,567 B"')
    await page.keyboard.press('Shift+Tab')
    assert.equal(await page.evaluate(FOCUSED), 'Modified, UTC')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${url}?sort=date&order=desc`)
    assert.deepEqual(complaints, [])
  })

  /** What the style sheet puts in place of the rounded size. */
  function exactSize(page: Page): Promise<string> {
    return page.evaluate<string>(
      `(() => {
        const cell = document.activeElement.closest('tr').querySelector('[data-octets]')
        return getComputedStyle(cell, '::after').content
      })()`,
    )
  }

  it('leads down and up again', async (t) => {
    const { page, complaints, url } = await openListing(t)
    await page.getByRole('link', { name: 'folder/' }).click()
    await page.getByRole('link', { name: 'deeper/' }).click()
    await page.waitForURL(`${url}folder/deeper/`)
    assert.deepEqual(await namesIn(page), ['a b.txt'])
    assert.equal(await page.title(), 'Index of /folder/deeper/')
    await page.getByRole('navigation').getByRole('link', { name: 'folder', exact: true }).click()
    await page.waitForURL(`${url}folder/`)
    await page.getByRole('link', { name: 'top folder' }).click()
    await page.waitForURL(url)
    assert.deepEqual(complaints, [])
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [375, 1440]) {
      it(`has nothing that axe calls serious, ${colorScheme}, ${width} px wide`, async (t) => {
        const { page, url } = await openListing(t, FILES, {
          colorScheme,
          viewport: { width, height: 800 },
        })
        for (const path of ['', 'folder/deeper/', 'empty/']) {
          await page.goto(url + path)
          assert.deepEqual(await page.evaluate(`${axe.source}; ${FINDINGS}`), [], path)
          const surplus = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
          assert.equal(surplus, 0, 'nothing is wider than the window')
        }
      })
    }
  }

  it('of thousands of names is filtered as a whole', async (t) => {
    const names = Array.from({ length: 3000 }, (_, at) => [`n${at}.txt`, ''])
    const { page, complaints } = await openListing(t, Object.fromEntries(names))
    await page.locator('input').fill('n299')
    assert.equal(await page.locator('output').textContent(), '11 found')
    assert.equal((await namesIn(page)).at(-1), 'n2999.txt')
    const { height } = await page.evaluate<{ height: number }>(
      'document.querySelector("table").getBoundingClientRect().toJSON()',
    )
    assert.ok(height < 800, `no room is kept for what is not shown: ${height}`)
    assert.deepEqual(complaints, [])
  })
})
