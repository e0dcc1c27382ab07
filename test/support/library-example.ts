/**
 * A program out of the documentation, in an empty project where octets is installed: run as its reader
 * would run it, with the built package, but on a free port.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { temporaryFolder } from './temporary-folder.ts'

const ROOT = join(import.meta.dirname, '../..')

/** An empty project: what it installed are links to us and to our own packages. */
export function emptyProject(t: TestContext, packages: readonly string[] = []): string {
  const project = temporaryFolder(t, {
    'package.json': '{ "type": "module" }',
    'public/index.html': '<!doctype html><title>public</title>',
  })
  mkdirSync(join(project, 'node_modules/@types'), { recursive: true })
  symlinkSync(ROOT, join(project, 'node_modules/octets'))
  for (const name of packages)
    symlinkSync(join(ROOT, 'node_modules', name), join(project, 'node_modules', name))
  return project
}

/** Starts an example that listens, and returns its URL. */
export async function startExample(
  t: TestContext,
  project: string,
  example: string,
): Promise<string> {
  const running = run(t, project, onFreePort(example))
  const [line] = await Promise.race([
    once(running.stdout!, 'data'),
    once(running, 'exit').then(() => Promise.reject(new Error('The example ended'))),
  ])
  return `http://127.0.0.1:${Number(line)}`
}

/** Runs an example to its end, and returns what it printed. */
export async function runExample(
  t: TestContext,
  project: string,
  example: string,
): Promise<string> {
  const running = run(t, project, example)
  let printed = ''
  running.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const [code] = await once(running, 'close')
  if (code !== 0) throw new Error(`The example ended with ${code}`)
  return printed
}

function run(t: TestContext, project: string, program: string): ChildProcess {
  writeFileSync(join(project, 'example.ts'), program)
  // What strips the types is ours; what runs is the package that was built.
  const tsx = join(ROOT, 'node_modules/tsx/dist/esm/index.mjs')
  const running = spawn(process.execPath, ['--import', tsx, 'example.ts'], { cwd: project })
  t.after(() => running.kill())
  running.stderr.pipe(process.stderr)
  return running
}

/** Says where it listens instead of listening where the documentation says. */
function onFreePort(example: string): string {
  const listening = /^await (.*port: )8080( \}\))$/m
  if (!listening.test(example)) throw new Error('The example does not listen on port 8080')
  return example.replace(listening, 'console.log((await $10$2).port)')
}
