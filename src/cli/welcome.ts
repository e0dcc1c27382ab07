/**
 * What comforts whoever has just started the program: the browser opened at the right page, and a
 * picture of the URL for the telephone that shall see it too.
 */

import { spawn } from 'node:child_process'

export interface Welcome {
  /** The first is for this machine. */
  readonly urls: readonly string[]
  /** Path and query to open in the browser; `undefined` not to. */
  readonly opens: string | undefined
  /** Whether people look at stderr: a terminal, and nobody asked for quiet. */
  readonly isWatched: boolean
}

/**
 * Opens the browser, and draws the first URL that other machines reach.
 *
 * @param say told, in one sentence, when there is no browser to be had: serving goes on without
 */
export async function welcome(
  { urls, opens, isWatched }: Welcome,
  say: (sentence: string) => void,
): Promise<void> {
  // A UNIX socket is no place for a browser.
  const [first, ...others] = urls.filter((url) => url.startsWith('http'))
  if (first === undefined) return
  if (opens !== undefined) openBrowser(new URL(opens, first).href, say)
  const shared = [first, ...others].find((url) => !isLoopback(url))
  if (isWatched && shared !== undefined) {
    // Loaded only now: most starts have no use for it.
    const { renderUnicodeCompact } = await import('uqr')
    process.stderr.write(`${renderUnicodeCompact(shared)}\n${shared}\n`)
  }
}

function isLoopback(url: string): boolean {
  return /^\w+:\/\/(?:127\.|\[::1\]|localhost[:/])/.test(url)
}

/** The program of each system that opens a URL; elsewhere it is the desktops' common one. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

function openBrowser(url: string, say: (sentence: string) => void): void {
  const [opener, ...words] = OPENERS[process.platform] ?? ['xdg-open']
  const child = spawn(opener, [...words, url], { stdio: 'ignore', detached: true })
  child.on('error', () => say(`Cannot open a browser: there is no ${opener} here`))
  child.on('exit', (code) => {
    if (code !== 0) say(`Cannot open a browser: ${opener} has failed`)
  })
  // The browser stays when we go.
  child.unref()
}
