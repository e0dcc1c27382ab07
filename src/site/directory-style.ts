/**
 * What does a listing look like?
 *
 * Paper, ink and types are those of the site in public/. Icons are drawn here, as masks, so that they
 * take the colour of the link. Rows are grids and not table rows, for two reasons: on a narrow screen
 * each becomes two lines, and a group of rows that is out of sight is not laid out: Chromium shows
 * 50,000 of them in two seconds in place of ten.
 */

/** Strokes on a field of 20 × 20. */
// biome-ignore format: one icon a line reads as the table it is
const ICONS: Readonly<Record<string, string>> = {
  folder:  'M2.5 15.5v-11h5l2 2.5h8v8.5z',
  file:    'M4.5 2.5h7l4 4v11h-11zM11.5 2.5v4h4',
  text:    'M4.5 2.5h7l4 4v11h-11zM11.5 2.5v4h4M7 10h6M7 12.5h6M7 15h4',
  image:   'M2.5 3.5h15v13h-15zM2.5 14l4.5-5 4 4.5 2.5-2.5 4 4M13 7h.01',
  audio:   'M7.5 15V4.5l9-2V13M7.5 15a2.25 2 0 1 1-4.5 0a2.25 2 0 1 1 4.5 0M16.5 13a2.25 2 0 1 1-4.5 0a2.25 2 0 1 1 4.5 0',
  video:   'M2.5 4.5h15v11h-15zM8.25 7.5v5l4-2.5z',
  archive: 'M2.5 3.5h15v4h-15zM3.5 7.5h13v9h-13zM8 10.5h4',
  link:    'M4.5 2.5h7l4 4v11h-11zM8 14c0-3 1.5-4 4.5-4M10.5 8l2 2-2 2',
}

/** A drawing as a URL, for a style sheet and for the icon of the page. */
function drawing(name: string, colour: string): string {
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20' fill='none' stroke='${colour}' stroke-width='1.3' stroke-linecap='round' stroke-linejoin='round'><path d='${ICONS[name]}'/></svg>`
  return `data:image/svg+xml,${svg.replace(/[<>#]/g, encodeURIComponent)}`
}

export const PAGE_ICON: string = drawing('folder', '#c9891a')

const ICON_RULES = Object.keys(ICONS)
  .map((name) => `.${name} { --icon: url("${drawing(name, 'black')}") }`)
  .join('\n')

export const STYLE: string = `
:root {
  color-scheme: light dark;
  --paper: #fbf9f4; --sheet: #f3efe6; --ink: #1e1c19; --quiet: #5e584d;
  --rule: #d8d1c2; --rule-strong: #8d8575; --accent: #0b5687; --mark: #855500;
  --serif: "Iowan Old Style", P052, "URW Palladio L", "Palatino Linotype", Palatino,
    "Book Antiqua", Georgia, serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --row: 2.25rem;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15171a; --sheet: #1c1f23; --ink: #e8e4da; --quiet: #aaa499;
    --rule: #343940; --rule-strong: #7b776e; --accent: #86c5f4; --mark: #e8bd62;
  }
}
*, ::before, ::after { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
body {
  margin: 0 auto; max-width: 68rem; padding: 0 clamp(1.125rem, 4vw, 3.5rem) 4rem;
  background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.5 var(--serif); font-variant-numeric: lining-nums tabular-nums;
}
p, h1, ol { margin: 0; padding: 0 }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 0.18em }
a:hover { text-decoration-thickness: 2px }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px }
[hidden] { display: none !important }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
bdi { direction: ltr; white-space: pre-wrap; overflow-wrap: anywhere }
i { color: var(--mark); font: 0.875em var(--mono) }

header { padding: clamp(2rem, 6vw, 4rem) 0 clamp(1.25rem, 3vw, 2rem) }
.over { color: var(--quiet); font-style: italic }
ol {
  display: flex; flex-wrap: wrap; align-items: baseline; list-style: none;
  font-size: clamp(1.5rem, 1.1rem + 2vw, 2.5rem); line-height: 1.2; letter-spacing: -0.01em;
}
ol > li { min-width: 0 }
ol > li:not(:first-child)::after { content: "/"; padding: 0 0.12em; color: var(--quiet) }
ol a { display: inline-block; min-width: 1.5rem; text-decoration-color: var(--rule-strong) }
ol > li:first-child a { padding-right: 0.12em; text-decoration: none }
h1 { display: inline; font: inherit }
.readme { margin-top: 1.25rem; padding: 0.6rem 1rem; background: var(--sheet); border-left: 3px solid var(--rule-strong) }
.readme a { font-family: var(--mono); font-size: 0.875em }

.bar {
  display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between;
  gap: 0.5rem 2rem; min-height: 2.75rem; margin-bottom: 0.75rem; color: var(--quiet);
}
.bar > div { display: flex; flex-wrap: wrap-reverse; align-items: center; gap: 0.25rem 1rem }
.bar label { display: flex; flex: 1; align-items: center; gap: 0.6rem }
output:empty { position: absolute }
input {
  width: 15rem; max-width: 100%; min-height: 2.75rem; padding: 0.4rem 0.8rem;
  border: 1px solid var(--rule-strong); border-radius: 3px;
  background: var(--paper); color: var(--ink); font: 0.9375rem/1.2 var(--mono);
}

table, thead, tbody { display: block }
tr {
  display: grid; grid-template-columns: minmax(0, 1fr) 9.5rem 10.5rem; column-gap: 1.5rem;
  align-items: baseline; min-height: var(--row); border-bottom: 1px solid var(--rule);
}
th, td { padding: 0 }
th { font-weight: 400; text-align: left; white-space: nowrap }
thead tr { border-bottom-color: var(--rule-strong) }
thead a {
  display: inline-block; padding: 0.4rem 0; color: var(--quiet); text-decoration-color: transparent;
}
thead a:hover { color: var(--accent); text-decoration-color: currentcolor }
[aria-sort] a { color: var(--ink) }
[aria-sort] a::after { content: "\\2191"; padding-left: 0.35em; font-family: var(--mono) }
[aria-sort="descending"] a::after { content: "\\2193" }
tbody:not(:last-child) {
  content-visibility: auto; contain-intrinsic-block-size: calc(var(--rows, 250) * var(--row));
}
tbody tr:hover, tbody tr:focus-within { background: var(--sheet) }
tbody a {
  display: block; position: relative; padding: 0.375rem 0 0.375rem 1.95rem; line-height: 1.5rem;
  font-family: var(--mono); font-size: 0.9375rem; text-decoration: none;
}
tbody a:hover bdi { text-decoration: underline; text-decoration-thickness: 1px }
tbody a:focus-visible { outline-offset: -3px }
tbody a::before {
  content: ""; position: absolute; left: 0; top: 0.5rem; width: 1.25rem; height: 1.25rem;
  background: currentcolor; mask: var(--icon) center / contain no-repeat;
}
a.folder::before { background: var(--mark) }
td + td, th + th { text-align: right }
td + td { color: var(--quiet); font-size: 0.9375rem; white-space: nowrap }
td + td:empty::before { content: "\\2013" }
tr:hover > [data-octets] > span, tr:focus-within > [data-octets] > span { display: none }
tr:hover > [data-octets]::after, tr:focus-within > [data-octets]::after { content: attr(data-octets) " B" }
time span { padding-left: 0.35em }
.note { margin-top: 1.5rem; color: var(--quiet) }
.note.first { padding: 1rem 0; border-top: 1px solid var(--rule-strong) }

@media (max-width: 44rem) {
  :root { --row: 4rem }
  tr { grid-template-columns: minmax(6.5rem, auto) 1fr; column-gap: 1.25rem }
  td:first-child { grid-column: 1 / -1 }
  td + td { padding-bottom: 0.5rem; line-height: 1.5rem }
  td:nth-child(2) { padding-left: 1.95rem; text-align: left }
  td + td:empty { display: none }
  td:nth-child(2):empty + td { grid-column: 1 / -1; padding-left: 1.95rem }
  tbody td:last-child { text-align: left }
  tbody a { padding-bottom: 0.125rem }
  thead tr { display: flex; gap: 1.5rem; min-height: 2.75rem; align-items: center }
  thead a { padding: 0.6rem 0 }
  .bar > div { flex-basis: 100% }
  .bar input { flex: 1; min-width: 0 }
}
@media (forced-colors: active) { tbody a::before { background: LinkText !important } }
@media print { .bar label { display: none } }
${ICON_RULES}
`
