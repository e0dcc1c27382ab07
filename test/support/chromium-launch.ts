/**
 * The Chromium of this machine: $CHROMIUM, or the first one found where systems keep it. Without one
 * the tests are skipped, and say so; on a CI machine, or with OCTETS_REQUIRE_CHROMIUM set, that is a
 * failure.
 */

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const { CHROMIUM, CI, OCTETS_REQUIRE_CHROMIUM } = process.env
const executablePath = CHROMIUM || PLACES.find((place) => existsSync(place))
const isRequired = Boolean(CI || OCTETS_REQUIRE_CHROMIUM)

/** Why tests that need a browser are skipped; `false` when they are not. */
export const skipWithoutChromium: string | false =
  executablePath === undefined && !isRequired
    ? `no Chromium among ${PLACES.join(', ')}, and $CHROMIUM names none`
    : false

export function launchChromium(): Promise<Browser> {
  assert.ok(executablePath !== undefined, 'Chromium is required here, and there is none')
  return chromium.launch({ executablePath, headless: true, args: FLAGS })
}
