/**
 * Asks a file handler for targets under conditions that a test cannot put itself in, and prints the
 * answers as JSON:
 *
 *   handler-in-child.ts ROOT unprivileged|exhausted TARGET...
 *
 * `unprivileged`: as a user whom permissions stop; root would read everything.
 * `exhausted`: with no descriptor left to open a file with; the parent sets a low limit.
 */

import { openSync } from 'node:fs'
import { serveFiles } from '../../src/site/file-handler.ts'
import { makeRequest } from './fixture.ts'

const NOBODY = 65_534
const [root = '', condition, ...targets] = process.argv.slice(2)
const handle = serveFiles(root)

if (condition === 'unprivileged' && process.getuid?.() === 0) {
  process.setgroups?.([])
  process.setgid?.(NOBODY)
  process.setuid?.(NOBODY)
}

if (condition === 'exhausted') {
  useUpDescriptors()
  // What loads modules closes some of its own a moment later, while the handler waits for one.
  setInterval(useUpDescriptors, 10).unref()
}

const answers: unknown[] = []
for (const target of targets) {
  const { status, fields, content } = await handle(makeRequest(target))
  const text = content.kind === 'octets' ? Buffer.from(content.octets).toString() : content.kind
  answers.push({ status, fields, text })
}
process.stdout.write(JSON.stringify(answers))

function useUpDescriptors(): void {
  try {
    for (;;) openSync('/dev/null', 'r')
  } catch {
    // As wanted: the table of descriptors is full.
  }
}
