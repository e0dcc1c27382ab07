/**
 * Do the lessons do what their pages say?
 *
 * Each page is walked from top to bottom in a copy of the project, as a reader would: commands are
 * run, what they print is compared, changes are made to the programs. How a page says what to do is
 * in support/lesson-page.ts; examples/README.md says it to readers.
 *
 * Pages name fixed ports, 81NN and 82NN for lesson NN; here each is replaced by a free one.
 */

import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { lessonFolders } from '../../examples/support/folders.ts'
import type { Claim } from '../../examples/support/lesson.ts'
import { applyDiff, looksLike, parsePage, type Section, type Step } from '../support/lesson-page.ts'
import { until } from '../support/octets-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { Terminal } from '../support/terminal.ts'

const ROOT = join(import.meta.dirname, '../..')
const MAX_PROGRAM_LINES = 80
const MAX_PAGE_LINES = 200
const HEADINGS = [
  'Run this',
  'Predict',
  'See',
  'Break it',
  'Fix it',
  'Check',
  'Exercises',
  'Where this lives in octets',
]

type Shell = Extract<Step, { kind: 'sh' }>

class Lesson {
  readonly name: string
  readonly number: string
  readonly folder: string
  readonly page: string
  readonly sections: readonly Section[]

  constructor(name: string) {
    this.name = name
    this.number = `${Number(name.slice(0, 2))}`
    this.folder = join(ROOT, 'examples', name)
    this.page = readFileSync(join(this.folder, 'README.md'), 'utf8')
    this.sections = parsePage(this.page)
  }

  section(heading: string): Section {
    const found = this.sections.find((section) => section.heading === heading)
    assert.ok(found !== undefined, `a section ${heading}`)
    return found
  }

  /** The steps of a section that check the lesson. */
  checks(heading: string): readonly Shell[] {
    const command = `npm run lesson:check -- ${this.number}`
    return this.section(heading).steps.filter(
      (step): step is Shell => step.kind === 'sh' && step.command === command,
    )
  }
}

const LESSONS = lessonFolders().map((name) => new Lesson(name))

/** A copy of the lessons that may be changed, beside everything else of the project. */
function copyOfProject(t: TestContext): string {
  const copy = temporaryFolder(t)
  for (const name of readdirSync(ROOT)) {
    const isPrivate = name === 'examples' || name === '.git'
    if (!isPrivate) symlinkSync(join(ROOT, name), join(copy, name))
  }
  cpSync(join(ROOT, 'examples'), join(copy, 'examples'), { recursive: true })
  return copy
}

/** A port that is free for TCP and for UDP. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  const socket = createSocket('udp4')
  const isFree = await new Promise<boolean>((resolve) => {
    socket.once('error', () => resolve(false)).bind(port, '127.0.0.1', () => resolve(true))
  })
  socket.close()
  server.close()
  return isFree ? port : freePort()
}

/** One reader with terminals and an editor, in a copy of the project. */
class Reader {
  readonly #lesson: Lesson
  readonly #ports: ReadonlyMap<string, number>
  readonly #copy: string
  readonly #terminals = new Map<string | undefined, Terminal>()
  readonly #open: () => Terminal

  constructor(t: TestContext, lesson: Lesson, ports: ReadonlyMap<string, number>) {
    this.#lesson = lesson
    this.#ports = ports
    this.#copy = copyOfProject(t)
    // npm's own lines are not in the pages; a program that is started without a port takes this one.
    const PORT = `${ports.get(`81${lesson.name.slice(0, 2)}`) ?? 0}`
    const quiet = { npm_config_loglevel: 'silent', NO_COLOR: '1' }
    // Sources are held to their coverage by other tests, and with it what a lesson measures takes three
    // times as long. Left out, Node would pass on its own.
    const environment = { ...process.env, ...quiet, NODE_V8_COVERAGE: '', PORT }
    this.#open = () => new Terminal(t, this.#copy, environment)
  }

  async follow(section: Section): Promise<void> {
    for (const step of section.steps) {
      if (step.kind === 'sh') await this.#run(step)
      if (step.kind === 'text') await this.#shows(step.terminal, step.expected)
      if (step.kind === 'diff') this.#edit(step.file, step.lines)
    }
    const changesNothing = section.steps.every(({ kind }) => kind !== 'diff')
    if (section.heading === 'Fix it' && changesNothing) this.#undo()
  }

  async #run({ command, terminal, exit, expected }: Shell): Promise<void> {
    const screen = this.#terminal(terminal)
    if (terminal !== undefined) {
      await screen.start(this.#withPorts(command))
      await this.#shows(terminal, expected ?? '…')
      return
    }
    await screen.run(this.#withPorts(command))
    this.#compare(screen, command, expected ?? '…')
    assert.equal(screen.exit, exit, `exit code of ${command}: ${screen.output}`)
  }

  async #shows(terminal: string, expected: string): Promise<void> {
    const screen = this.#terminal(terminal)
    const wanted = this.#withPorts(expected)
    const isThere = () => looksLike(screen.output, wanted)
    await until(isThere, 'the output').catch(() => {})
    this.#compare(screen, `terminal ${terminal}`, expected)
  }

  #compare(screen: Terminal, what: string, expected: string): void {
    const wanted = this.#withPorts(expected)
    if (!looksLike(screen.output, wanted)) assert.equal(screen.output, wanted, what)
  }

  #terminal(name: string | undefined): Terminal {
    const terminal = this.#terminals.get(name) ?? this.#open()
    this.#terminals.set(name, terminal)
    return terminal
  }

  #withPorts(text: string): string {
    return [...this.#ports].reduce(
      (replaced, [shown, port]) => replaced.replaceAll(shown, `${port}`),
      text,
    )
  }

  #edit(file: string | undefined, lines: readonly string[]): void {
    const name = file ?? `${this.#lesson.name.slice(3)}.ts`
    const path = join(this.#copy, 'examples', this.#lesson.name, name)
    writeFileSync(path, applyDiff(readFileSync(path, 'utf8'), lines))
  }

  #undo(): void {
    for (const name of readdirSync(this.#lesson.folder)) {
      const path = join(this.#copy, 'examples', this.#lesson.name, name)
      copyFileSync(join(this.#lesson.folder, name), path)
    }
  }
}

async function portsOf(page: string): Promise<ReadonlyMap<string, number>> {
  const ports = new Map<string, number>()
  for (const shown of new Set(page.match(/\b8[12][01]\d\b/g))) ports.set(shown, await freePort())
  return ports
}

describe('The lessons', { concurrency: 2 }, () => {
  it('are numbered without a gap, and the README leads to each', () => {
    const readme = readFileSync(join(ROOT, 'examples/README.md'), 'utf8')
    for (const [at, { name, number }] of LESSONS.entries()) {
      assert.equal(number, `${at + 1}`)
      assert.ok(readme.includes(`(${name}/README.md)`), name)
    }
  })

  for (const lesson of LESSONS) {
    describe(lesson.name, () => {
      it('has a page with a question and the usual steps', () => {
        const [opening, ...rest] = lesson.sections
        assert.match(opening?.text ?? '', new RegExp(`^# ${lesson.number} · .*\n\n[^#]*\\?`))
        assert.deepEqual(
          rest.map(({ heading }) => heading),
          HEADINGS,
        )
        assert.ok(lesson.page.split('\n').length <= MAX_PAGE_LINES, 'a screen or two')
      })

      it('has two to four exercises, each with a hint', () => {
        const { text } = lesson.section('Exercises')
        const exercises = text.match(/^\d\. /gm)?.length ?? 0
        assert.ok(exercises >= 2 && exercises <= 4, `${exercises} exercises`)
        assert.equal(text.match(/<details>/g)?.length, exercises)
      })

      it('links to files that are there, and to its place in src/', () => {
        const links = (text: string) =>
          [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)]
            .map(([, link = '']) => link)
            .filter((link) => !link.startsWith('http'))
        for (const link of links(lesson.page)) {
          assert.ok(existsSync(join(lesson.folder, link)), link)
        }
        const home = links(lesson.section('Where this lives in octets').text)
        assert.ok(home.some((link) => link.startsWith('../../src/')))
      })

      it(`has programs under ${MAX_PROGRAM_LINES} lines`, () => {
        const programs = readdirSync(lesson.folder).filter((name) => name.endsWith('.ts'))
        assert.ok(programs.includes(`${lesson.name.slice(3)}.ts`))
        for (const name of programs.filter((file) => file !== 'check.ts')) {
          const lines = readFileSync(join(lesson.folder, name), 'utf8').split('\n').length - 1
          assert.ok(lines < MAX_PROGRAM_LINES, `${name} has ${lines}`)
        }
      })

      it('breaks at least one claim, and ends with every one of them kept', async () => {
        const { claims } = (await import(pathToFileURL(join(lesson.folder, 'check.ts')).href)) as {
          readonly claims: readonly Claim[]
        }
        assert.ok(claims.length >= 2)
        const [broken] = lesson.checks('Break it')
        assert.equal(broken?.exit, 1)
        assert.match(broken?.expected ?? '', /^NOT ok {2}\S/m)
        const { steps, text } = lesson.section('Fix it')
        assert.ok(steps.some(({ kind }) => kind === 'diff') || /\bundo\b/i.test(text))
        const [whole] = lesson.checks('Check')
        const expected = claims.map(({ says }) => `ok      ${says}\n`).join('')
        assert.deepEqual([whole?.exit, whole?.expected], [0, expected])
      })

      it('prints what its page says, from top to bottom', async (t) => {
        const reader = new Reader(t, lesson, await portsOf(lesson.page))
        for (const section of lesson.sections) await reader.follow(section)
      })
    })
  }
})
