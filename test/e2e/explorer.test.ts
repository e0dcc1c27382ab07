/**
 * What a pointer, a finger, a keyboard and a screen reader make of the explorer.
 *
 * Code that runs in the page is text here, for the reason given in chromium.test.ts. Needs the built
 * program: `npm run build`.
 */

import assert from 'node:assert/strict'
import { after, before, describe, it, type TestContext } from 'node:test'
import axe from 'axe-core'
import fc from 'fast-check'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { readAddress, writeAddress } from '../../src/explorer/address.ts'
import { eventsOf } from '../../src/explorer/analysis.ts'
import { SAMPLES, sceneOf } from '../../src/explorer/samples.ts'
import { tidyCuts } from '../../src/explorer/segments.ts'
import { launchChromium, skipWithoutChromium } from '../support/chromium-launch.ts'
import { startOctets } from '../support/octets-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const FINDINGS = `axe.run().then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .map(({ id, nodes }) => id + ' ' + nodes[0].html))`
const PROPERTY_RUNS = 60

function sample(name: string) {
  const found = SAMPLES.find((one) => one.name === name)
  assert.ok(found, name)
  return sceneOf(found)
}

describe('the explorer in Chromium', { skip: skipWithoutChromium }, () => {
  let browser: Browser
  before(async () => {
    browser = await launchChromium()
  })
  after(() => browser?.close())

  /** Opens the page, and keeps what it complains about: errors, and what its policy forbids. */
  async function open(
    t: TestContext,
    hash = '',
    options: BrowserContextOptions = {},
  ): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
    t.after(() => context.close())
    const folder = temporaryFolder(t)
    const { port } = await startOctets(t, ['--port', '0', '--quiet', '--explore', folder])
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('requestfailed', (request) => complaints.push(`no ${request.url()}`))
    await page.goto(`http://localhost:${port}/~octets/${hash}`)
    await page.locator('.octet').first().waitFor({ state: 'attached' })
    return { page, complaints }
  }

  const textOf = async (page: Page, selector: string) =>
    (await page.locator(selector).textContent()) ?? ''
  const verdict = (page: Page) => textOf(page, '.verdict-line')
  const cutsOf = (page: Page) =>
    page.evaluate<number[]>(
      `[...document.querySelectorAll('.handle')].map((handle) => Number(handle.dataset.cut))`,
    )
  const stepOf = (page: Page) => page.locator('#step').inputValue().then(Number)
  const currentState = (page: Page) => page.locator('.current').getAttribute('data-state')
  const litOctets = (page: Page) =>
    page.evaluate<number[]>(
      `[...document.querySelectorAll('.octet.lit')].map((cell) => Number(cell.dataset.at))`,
    )
  const choose = (page: Page, name: string) =>
    page.getByRole('button', { name, exact: true }).click()

  it('shows the first sample, and every other one, without a complaint', async (t) => {
    const { page, complaints } = await open(t)
    assert.match(await verdict(page), /Accepted 1 request, complete/)
    for (const { name, says } of SAMPLES) {
      await choose(page, name)
      assert.equal(await textOf(page, '#look-for'), says)
      assert.equal(await page.locator('.octet').count(), sample(name).octets.length)
    }
    assert.deepEqual(complaints, [])
  })

  it('takes what is typed, and says what it did not take', async (t) => {
    const { page, complaints } = await open(t)
    await page.locator('#octets').fill('GET <b>x</b> HTTP/1.1\\q')
    await page.getByRole('option', { name: '4: <, target' }).waitFor()
    assert.match(await textOf(page, '#octets-remarks'), /begins no escape/)
    assert.equal(await page.locator('main b:text-is("x")').count(), 1, 'a cell, and no markup')
    await page.locator('#octets').fill('a'.repeat(65_537))
    await page.getByText('Only the first 65536 octets are taken').waitFor()
    assert.match(await textOf(page, '#pager-text'), /of 65536/)
    assert.deepEqual(complaints, [])
  })

  it('has cuts that the mouse drags', async (t) => {
    const { page, complaints } = await open(t)
    await choose(page, 'A pipelined pair')
    assert.deepEqual(await cutsOf(page), [20, 68])
    await page.locator('#ruler').scrollIntoViewIfNeeded()
    const ruler = await page.locator('#ruler').boundingBox()
    const handle = await page.locator('.handle').first().boundingBox()
    assert.ok(ruler && handle)
    const middle = ruler.y + ruler.height / 2
    await page.mouse.move(handle.x + handle.width / 2, middle)
    await page.mouse.down()
    await page.mouse.move(ruler.x + (ruler.width * 40) / 104, middle, { steps: 8 })
    await page.mouse.up()
    assert.deepEqual(await cutsOf(page), [40, 68])
    await page.mouse.move(ruler.x + 3, middle)
    assert.deepEqual(await cutsOf(page), [40, 68], 'let go of')
    await page.mouse.click(ruler.x + (ruler.width * 80) / 104, middle)
    assert.deepEqual(await cutsOf(page), [40, 68, 80])
    await page.waitForURL(({ hash }) => hash.includes('cuts=40,68,80'))
    assert.deepEqual(complaints, [])
  })

  it('has cuts that a finger drags', async (t) => {
    const { page, complaints } = await open(t, '', {
      hasTouch: true,
      viewport: { width: 375, height: 800 },
    })
    await choose(page, 'A pipelined pair')
    await page.locator('#ruler').scrollIntoViewIfNeeded()
    const ruler = await page.locator('#ruler').boundingBox()
    const handle = await page.locator('.handle').first().boundingBox()
    assert.ok(ruler && handle)
    const y = ruler.y + ruler.height / 2
    const session = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x?: number) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: x === undefined ? [] : [{ x, y }],
      })
    await touch('touchStart', handle.x + handle.width / 2)
    for (const at of [24, 30, 36, 40]) await touch('touchMove', ruler.x + (ruler.width * at) / 104)
    await touch('touchEnd')
    const [first = 0, second] = await cutsOf(page)
    assert.ok(Math.abs(first - 40) <= 1, `${first}`)
    assert.equal(second, 68)
    assert.deepEqual(complaints, [])
  })

  it('has cuts that the keyboard moves, adds and removes', async (t) => {
    const { page, complaints } = await open(t)
    await choose(page, 'A pipelined pair')
    await page.locator('.handle').first().focus()
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'PageUp'])
      await page.keyboard.press(key)
    assert.deepEqual(await cutsOf(page), [31, 68])
    await page.keyboard.press('Enter')
    assert.deepEqual(await cutsOf(page), [31, 49, 68])
    assert.match(
      (await page.evaluate<string>('document.activeElement.ariaValueText')) ?? '',
      /in front of octet 49/,
    )
    await page.keyboard.press('Delete')
    assert.deepEqual(await cutsOf(page), [31, 68])
    await page.keyboard.press('Delete')
    await page.keyboard.press('Delete')
    assert.deepEqual(await cutsOf(page), [])
    assert.equal(await page.evaluate('document.activeElement.textContent'), '+ cut')
    await page.keyboard.press('Enter')
    assert.deepEqual(await cutsOf(page), [52])
    assert.deepEqual(complaints, [])
  })

  it('steps forward, back, to events, segments and the fault', async (t) => {
    const { page, complaints } = await open(t)
    await choose(page, 'A space before the colon')
    const go = (to: string) => page.locator(`[data-go="${to}"]`).click()
    await go('start')
    assert.equal(await stepOf(page), 0)
    assert.equal(await currentState(page), 'message-start')
    await go('forward')
    assert.equal(await currentState(page), 'method')
    await go('event')
    assert.equal(await stepOf(page), 22)
    assert.equal(await currentState(page), 'field-name')
    assert.match(await textOf(page, '#said'), /request line/i)
    await go('back')
    assert.equal(await currentState(page), 'version')
    assert.match(await verdict(page), /Needs more octets/)
    await go('fault')
    assert.equal(await currentState(page), 'failed')
    assert.match(await verdict(page), /Rejected with 400 space-before-colon, at octet 58/)
    assert.equal(await page.locator('.octet[data-family="fault"]').getAttribute('data-at'), '58')
    await go('back')
    assert.equal(await currentState(page), 'field-name')
    await page.locator('#step').focus()
    await page.keyboard.press('ArrowRight')
    assert.equal(await currentState(page), 'failed')
    assert.deepEqual(complaints, [])
  })

  it('links octets, events, states and rules both ways, for pointer and focus', async (t) => {
    const { page, complaints } = await open(t)
    await page.locator('.octet[data-at="5"]').hover()
    assert.deepEqual(await litOctets(page), [5])
    assert.equal(
      await page.locator('[data-state].lit').getAttribute('data-state'),
      'request-target',
    )
    assert.match(await textOf(page, '#event-list .lit'), /request-line/)
    assert.ok((await page.locator('#rule-list .lit').allTextContents()).includes('RFC 9112 §3.2'))
    assert.match(await textOf(page, '#inspector'), /target/)
    await page.locator('[data-state="method"]').hover()
    assert.deepEqual(await litOctets(page), [1, 2, 3])
    await page.getByRole('button', { name: 'RFC 9112 §2.3' }).hover()
    assert.deepEqual(await litOctets(page), [16, 17, 18, 19, 20, 21, 22, 23, 24, 25])
    await page.locator('#event-list button', { hasText: 'section-end' }).hover()
    assert.deepEqual(await litOctets(page), [45, 46])
    await page.locator('.masthead').hover()
    assert.deepEqual(await litOctets(page), [])
    await page.locator('.octet[data-at="0"]').focus()
    await page.keyboard.press('ArrowRight')
    assert.deepEqual(await litOctets(page), [1])
    assert.deepEqual(complaints, [])
  })

  it('can be read with the keyboard alone: octets, events, cuts between octets', async (t) => {
    const { page, complaints } = await open(t)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate('document.activeElement.id'), 'read')
    await page.keyboard.press('Tab')
    for (let time = 0; time < 3; time += 1) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    assert.equal(await stepOf(page), 4)
    await page.keyboard.press('c')
    assert.deepEqual(await cutsOf(page), [3])
    assert.equal(await page.evaluate('document.activeElement.dataset.at'), '3')
    await page.keyboard.press('c')
    assert.deepEqual(await cutsOf(page), [])
    await page.locator('#event-list button').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    assert.equal(await stepOf(page), 26, 'the request line is known')
    assert.deepEqual(complaints, [])
  })

  it('shows where naive readers disagree, and which of them depend on the cuts', async (t) => {
    const { page, complaints } = await open(t)
    const badge = (reader: string) => page.locator(`[data-reader="${reader}"] .badge`)
    await choose(page, 'CL + TE')
    await badge('lenient').filter({ hasText: '52' }).waitFor()
    assert.match(await textOf(page, '#compare-says'), /GET␠?\s?\/admin is smuggled/)
    assert.match(await textOf(page, '[data-reader="lenient"]'), /GET \/admin/)
    assert.equal(await page.locator('[data-reader="octets"] .differs').count(), 0)
    for (const reader of ['one read', 'one regexp', 'lenient'])
      assert.ok((await page.locator(`[data-reader="${reader}"] td.differs`).count()) > 0, reader)
    for (const { name } of SAMPLES) {
      await choose(page, name)
      await badge('octets').filter({ hasText: '52' }).waitFor()
      assert.equal(await badge('octets').textContent(), '✔ the same in all 52', name)
      assert.match((await badge('one read').textContent()) ?? '', /✘ \d+ of 52 differ/, name)
    }
    await choose(page, 'A plain GET')
    await badge('lenient').filter({ hasText: '52' }).waitFor()
    assert.match(await textOf(page, '#compare-says'), /All four see the same/)
    assert.deepEqual(complaints, [])
  })

  it('crosses a limit that is set lower, and says the status', async (t) => {
    const { page, complaints } = await open(t)
    await page.locator('[data-limit="requestLineOctets"]').fill('10')
    await page.locator('[data-limit="requestLineOctets"]').press('Enter')
    assert.match(await verdict(page), /Rejected with 414/)
    assert.match(await textOf(page, '#meters'), /crossed: 414/)
    await page.waitForURL(({ hash }) => hash.includes('limits=requestLineOctets:10'))
    await page.getByRole('button', { name: 'the server’s limits' }).click()
    assert.match(await verdict(page), /Accepted/)
    assert.deepEqual(complaints, [])
  })

  it('holds all of it in its address, and says when it cannot read one', async (t) => {
    const scene = { ...sample('CL + TE'), cuts: [7, 50], step: 40 }
    const { page, complaints } = await open(t, writeAddress(scene))
    assert.deepEqual(await cutsOf(page), [7, 50])
    assert.equal(await stepOf(page), 40)
    assert.equal(await page.locator('#notice').isVisible(), false)
    await page.locator('[data-go="forward"]').click()
    await page.waitForURL(({ hash }) => hash.includes('step=41'))
    const { hash } = new URL(page.url())
    assert.deepEqual(readAddress(hash), {
      ...scene,
      octets: Uint8Array.from(scene.octets),
      step: 41,
    })
    await page.evaluate(`location.hash = '#octets=%zz'`)
    await page.locator('#notice').waitFor({ state: 'visible' })
    assert.match(await textOf(page, '#notice'), /cannot be read/)
    assert.equal(await textOf(page, '#look-for'), SAMPLES[0]?.says)
    assert.deepEqual(complaints, [])
  })

  it('reads any octets as Node does, wherever they are cut', async (t) => {
    const { page, complaints } = await open(t)
    const some = fc.oneof(
      fc.uint8Array({ maxLength: 120 }),
      fc.constantFrom(...SAMPLES).map((one) => sceneOf(one).octets),
    )
    await fc.assert(
      fc.asyncProperty(some, fc.array(fc.nat(400), { maxLength: 8 }), async (made, places) => {
        const cuts = tidyCuts(places, made.length)
        const there = await page.evaluate<string>(
          `import('/~octets/explorer/analysis.js').then(({ eventsOf }) => eventsOf({
            octets: Uint8Array.from([${made}]), cuts: [], step: 0, limits: {}
          }, [${cuts}]))`,
        )
        assert.equal(there, eventsOf({ octets: made, cuts: [], step: 0, limits: {} }, cuts))
      }),
      { numRuns: PROPERTY_RUNS },
    )
    assert.deepEqual(complaints, [])
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [375, 1440]) {
      it(`has nothing that axe calls serious, ${colorScheme}, ${width} px wide`, async (t) => {
        const viewport = { width, height: 900 }
        const { page } = await open(t, '', { colorScheme, viewport, bypassCSP: true })
        for (const name of ['A pipelined pair', 'CL + TE', 'An endless head']) {
          await choose(page, name)
          await page.locator('.badge', { hasText: '52' }).last().waitFor()
          for (const step of ['start', 'event', 'end']) {
            await page.locator(`[data-go="${step}"]`).click()
            assert.deepEqual(
              await page.evaluate(`${axe.source}; ${FINDINGS}`),
              [],
              `${name} ${step}`,
            )
          }
          const surplus = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
          assert.equal(surplus, 0, 'nothing is wider than the window')
        }
      })
    }
  }
})
