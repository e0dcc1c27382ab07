/**
 * Two builds, side by side: of a commit, and of the checkout as it stands.
 *
 * Each is made by the build of its own commit, in a folder of its own, so that what is compared is
 * what users run, and a build in the checkout, now or later, does not matter. What is installed in the
 * checkout serves both, unless the commit wants other versions.
 */

import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const PROJECT = join(import.meta.dirname, '..')
const LOCK = 'package-lock.json'
const INSTALLED = 'node_modules'

/** Paths of two dist/. */
export interface Builds {
  readonly base: string
  readonly candidate: string
  remove(): void
}

/** @throws when `ref` names no commit, or one of them does not build */
export function makeBuilds(ref: string): Builds {
  const folder = mkdtempSync(join(tmpdir(), 'octets-compare-'))
  // Names of one length, so that what holds them takes as much memory on either side.
  const [base, candidate] = [join(folder, 'base'), join(folder, 'ours')]
  const remove = (): void => {
    rmSync(folder, { recursive: true })
    git('worktree', 'prune')
  }
  try {
    git('worktree', 'add', '--detach', base, ref)
    copyCheckout(candidate)
    return { base: build(base), candidate: build(candidate), remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** What git knows of the checkout or would add to it, as it is on disk. */
function copyCheckout(place: string): void {
  const paths = git('ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0')
  for (const path of new Set(paths)) {
    const from = join(PROJECT, path)
    if (path === '' || !existsSync(from)) continue
    mkdirSync(dirname(join(place, path)), { recursive: true })
    copyFileSync(from, join(place, path))
  }
}

/** @returns its dist/ */
function build(checkout: string): string {
  if (isSame(join(checkout, LOCK), join(PROJECT, LOCK))) {
    symlinkSync(join(PROJECT, INSTALLED), join(checkout, INSTALLED))
  } else npm(checkout, 'ci', '--no-audit', '--no-fund')
  npm(checkout, 'run', '--silent', 'build')
  return join(checkout, 'dist')
}

function isSame(one: string, other: string): boolean {
  return existsSync(one) && readFileSync(one).equals(readFileSync(other))
}

function npm(cwd: string, ...words: readonly string[]): void {
  execFileSync('npm', words, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
}

export function git(...words: readonly string[]): string {
  return execFileSync('git', words, { cwd: PROJECT, encoding: 'utf8', stdio: 'pipe' })
}
