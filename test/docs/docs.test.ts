/**
 * Do the documents still say what the code's tables say, and do their links lead somewhere?
 */

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { documents } from '../../docs/drawing/documents.ts'
import { LIFECYCLE } from '../../src/message/lifecycle.ts'
import { FAULTS } from '../../src/message/protocol-error.ts'
import { STATES } from '../../src/trace/states.ts'

const ROOT = join(import.meta.dirname, '../..')
const DOCS = join(ROOT, 'docs')

function read(name: string): string {
  return readFileSync(join(DOCS, name), 'utf8')
}

describe('Documents made from the code', () => {
  for (const { name, text } of documents()) {
    it(`docs/${name} is what \`npm run docs\` writes`, () => {
      assert.equal(read(name), text, 'stale: run `npm run docs`')
    })
  }
})

/** What is written in a group of the picture; labels are cut into lines between words or after a hyphen. */
function written(group: string): readonly string[] {
  return [...group.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text = '']) =>
    text
      .replaceAll(/<\/tspan><tspan[^>]*>/g, ' ')
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll('- ', '-'),
  )
}

/** The groups of the picture that have this mark, each with its value. */
function* groups(svg: string, mark: string): Generator<readonly [value: string, group: string]> {
  for (const [group, value = ''] of svg.matchAll(
    new RegExp(`<g [^>]*${mark}="(.*?)".*?</g>`, 'gs'),
  ))
    yield [value, group]
}

/** The names of the states, as they are written in their boxes. */
function statesDrawn(svg: string): readonly string[] {
  return Array.from(groups(svg, 'data-state'), ([, group]) => written(group)[0] ?? '')
}

/** What leads where, as it is written along the lines and in the boxes that have the sign for staying. */
function edgesDrawn(svg: string): readonly string[] {
  const edges: string[] = []
  for (const [from, group] of groups(svg, 'data-from')) {
    const [, to = ''] = /data-to="(.*?)"/.exec(group) ?? []
    edges.push(`${from}: ${written(group).join()} → ${to}`)
  }
  for (const [state, group] of groups(svg, 'data-state')) {
    if (group.includes('class="loop"')) edges.push(`${state}: ${written(group)[1]} → ${state}`)
  }
  return edges.sort()
}

describe('docs/parser-states.svg', () => {
  const svg = read('parser-states.svg')

  it('shows every state of STATES, once', () => {
    assert.deepEqual(
      statesDrawn(svg),
      STATES.map(({ name }) => name),
    )
  })

  it('shows every edge of STATES, and no other', () => {
    const edges = STATES.flatMap(({ name, edges }) =>
      edges.map(({ on, to }) => `${name}: ${on} → ${to}`),
    )
    assert.deepEqual(edgesDrawn(svg), edges.sort())
  })
})

describe('docs/lifecycle.svg', () => {
  const svg = read('lifecycle.svg')

  it('shows every state of LIFECYCLE, once', () => {
    assert.deepEqual(statesDrawn(svg), Object.keys(LIFECYCLE))
  })

  it('shows every cell of LIFECYCLE, and no other', () => {
    const cells = Object.entries(LIFECYCLE).flatMap(([from, row]) =>
      Object.entries(row).map(([event, to]) => `${from}: ${event} → ${to}`),
    )
    // Events that lead the same way share a line.
    const drawn = edgesDrawn(svg).flatMap((edge) => {
      const [, from, events = '', to] = /^(.*): (.*) → (.*)$/.exec(edge) ?? []
      return events.split(', ').map((event) => `${from}: ${event} → ${to}`)
    })
    assert.deepEqual(drawn.sort(), cells.sort())
  })
})

describe('docs/faults.md', () => {
  const [, ...sections] = read('faults.md').split('\n## ')

  it('has a section for each row of FAULTS, in its order', () => {
    assert.deepEqual(
      sections.map((section) => section.slice(0, section.indexOf('\n'))),
      Object.keys(FAULTS),
    )
  })

  it('marks an octet of a request in each', () => {
    for (const section of sections) {
      const [, request = ''] = /```text\n(.*?)\n```/s.exec(section) ?? []
      assert.match(request, /^ *\^ octet \d+$/m, section)
    }
  })
})

/** The headings of a page, as GitHub makes anchors of them. */
function anchorsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe('Links between the documents', () => {
  const pages = readdirSync(DOCS).filter((name) => name.endsWith('.md'))
  for (const path of ['README.md', ...pages.map((name) => `docs/${name}`)]) {
    it(path, () => {
      const page = readFileSync(join(ROOT, path), 'utf8')
      const links = [...page.matchAll(/(?:\]\(|src=")([^)"\s]+)[)"]/g)].map(([, link = '']) => link)
      for (const link of links.filter((one) => !/^https?:/.test(one))) {
        const [file = '', anchor] = link.split('#')
        const target = file === '' ? join(ROOT, path) : join(ROOT, dirname(path), file)
        assert.ok(existsSync(target), link)
        if (anchor === undefined || !target.endsWith('.md')) continue
        assert.ok(anchorsOf(readFileSync(target, 'utf8')).includes(anchor), link)
      }
    })
  }

  it('lead from the index to every page', () => {
    const index = read('README.md')
    for (const name of pages) {
      if (name !== 'README.md') assert.ok(index.includes(`](${name})`), name)
    }
  })
})
