/**
 * The report: one page that asks for nothing else.
 *
 * Its policy refuses every request and every style but its own, so a name in a result that got past
 * the escaping could still not do anything.
 */

import { createHash } from 'node:crypto'
import { renderHistory } from './history-section.ts'
import { type Child, type Markup, tag, trusted } from './markup.ts'
import { renderParser } from './parser-section.ts'
import type { Results } from './results.ts'
import { renderScale } from './scale-section.ts'
import { renderScenarios, renderTally, renderTargets } from './server-sections.ts'
import { PAGE_STYLE } from './style.ts'

export function renderPage(results: Results): string {
  const server = results.server.at(-1)
  const history = renderHistory(results)
  const links: readonly (readonly [id: string, name: string])[] = [
    ['targets', 'Targets'],
    ['servers', 'Servers'],
    ['parser', 'Parser'],
    ['scale', 'Growth'],
    ...(history === undefined ? [] : [['history', 'History'] as const]),
  ]
  const body = [
    tag(
      'header',
      {},
      tag('h1', {}, 'octets, measured'),
      tag(
        'p',
        { class: 'lede' },
        'How fast a static HTTP/1.1 server in TypeScript is on TCP sockets, what it costs, and where it ' +
          'falls short of what it was meant to be.',
      ),
      server !== undefined && renderTally(server.targets),
      tag(
        'nav',
        { 'aria-label': 'Sections' },
        tag(
          'ul',
          {},
          links.map(([id, name]) => tag('li', {}, tag('a', { href: `#${id}` }, name))),
        ),
      ),
    ),
    tag(
      'main',
      {},
      renderTargets(server),
      renderScenarios(server),
      renderParser(results.parser.at(-1)),
      renderScale(results.scale.at(-1)),
      history,
    ),
    tag(
      'footer',
      {},
      'Made by ',
      tag('code', {}, 'npm run bench:report'),
      ' from the newest result of each kind in ',
      tag('code', {}, 'bench/results/'),
      '. Only figures of one run can be read against each other.',
    ),
  ]
  return `<!doctype html>\n${tag('html', { lang: 'en' }, head(), tag('body', {}, body)).markup}\n`
}

function head(): Markup {
  const hash = createHash('sha256').update(PAGE_STYLE).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`
  const parts: readonly Child[] = [
    tag('meta', { charset: 'utf-8' }),
    tag('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    tag('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    tag('meta', { name: 'color-scheme', content: 'light dark' }),
    tag('link', { rel: 'icon', href: 'data:,' }),
    tag('title', {}, 'octets, measured'),
    tag('style', {}, trusted(PAGE_STYLE)),
  ]
  return tag('head', {}, parts)
}
