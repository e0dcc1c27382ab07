/**
 * How do the page and the picture look?
 *
 * One set of colours for both, in light and in dark. What is ours is blue and bold; what was missed is
 * vermilion, which those who see few colours tell from blue; all others are grey. No text has a
 * contrast to its ground below 4.5 : 1.
 */

const COLOURS = `
:root {
  color-scheme: light dark;
  --paper: #fbf9f4; --sheet: #f1ece1; --ink: #1e1c19; --quiet: #5e584d; --rule: #d8d1c2;
  --ours: #0b5687; --other: #a59c8a; --track: #eee9dd; --missed: #b3400f; --round: #1e1c19;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15171a; --sheet: #1e2226; --ink: #e8e4da; --quiet: #aaa499; --rule: #343940;
    --ours: #86c5f4; --other: #6b7078; --track: #22262b; --missed: #ff9d6e; --round: #f4f1ea;
  }
}`

const DRAWING = `
svg text { font: 12px system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: var(--ink); }
svg .figure, svg .verdict, svg .tick { font-variant-numeric: tabular-nums; }
svg .sublabel, svg .tick { fill: var(--quiet); }
svg .tick { font-size: 11px; }
svg .strong { fill: var(--ink); font-weight: 600; }
svg .label { font-weight: 500; }
svg .label, svg .sublabel, svg .verdict { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
svg .ours .label, svg .ours .figure { font-weight: 700; fill: var(--ours); }
svg .missed .label, svg .missed .verdict { font-weight: 700; fill: var(--missed); }
svg .met .verdict { font-weight: 600; fill: var(--ours); }
svg .not-shown .verdict, svg .not-measured .verdict { fill: var(--quiet); }
svg line, svg polyline, svg .guide { fill: none; }
svg .track { fill: var(--track); }
svg .bar { fill: var(--other); }
svg .ours .bar { fill: var(--ours); }
svg .limited .bar { fill-opacity: .3; stroke: var(--other); stroke-dasharray: 3 2; }
svg .ours.limited .bar { stroke: var(--ours); }
svg .bar ~ .round { stroke: var(--round); stroke-opacity: .55; stroke-width: 1; }
svg .grid { stroke: var(--rule); stroke-width: 1; stroke-dasharray: 1 3; }
svg .row { stroke: var(--rule); stroke-width: 1; }
svg .target { stroke: var(--ink); stroke-width: 1.25; }
svg .ceiling { stroke: var(--quiet); stroke-width: 1.5; }
svg .interval { stroke: var(--quiet); stroke-width: 2; stroke-linecap: round; stroke-opacity: .75; }
svg .met .interval { stroke: var(--ours); }
svg .missed .interval { stroke: var(--missed); }
svg .mark { fill: none; stroke-width: 2.5; stroke-linecap: round; }
svg .mark.met { fill: var(--ours); stroke: var(--paper); stroke-width: 1.5; }
svg .mark.missed { stroke: var(--missed); }
svg .mark.not-shown { fill: var(--paper); stroke: var(--quiet); stroke-width: 2; }
svg .mark.not-measured { stroke: var(--quiet); }
svg .curve { stroke: var(--quiet); stroke-width: 2; stroke-linejoin: round; }
svg .ours .curve { stroke: var(--ours); }
svg .other .curve { stroke: var(--quiet); }
svg .missed .curve { stroke: var(--missed); }
svg circle.round { fill: var(--quiet); fill-opacity: .45; }
svg .point { fill: var(--ours); stroke: var(--paper); stroke-width: 1.5; }
svg .other .point { fill: var(--quiet); }
svg .missed .point { fill: var(--missed); }
svg .guide { stroke: var(--quiet); stroke-width: 1.25; stroke-dasharray: 5 4; }
svg .level { fill: var(--ours); stroke: var(--paper); stroke-width: 1; }
svg .level-0 { fill: var(--paper); stroke: var(--ours); stroke-width: 1.75; }
svg .level-4 { fill: var(--ink); }
svg .level-5 { fill: var(--ink); }
svg .level-6 { fill: none; stroke: var(--quiet); stroke-width: 2; }`

const PAGE = `
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0 auto; max-width: 1280px; padding: clamp(1.5rem, 4vw, 4rem) clamp(.75rem, 4vw, 3.5rem);
  background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
h1, h2, h3 { font-family: "Iowan Old Style", P052, "URW Palladio L", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif; font-weight: 600; line-height: 1.15; text-wrap: balance; }
h1 { font-size: clamp(2.25rem, 6vw, 4rem); margin: 0; letter-spacing: -.02em; }
h2 { font-size: clamp(1.5rem, 3vw, 2.125rem); margin: 0 0 .75rem; letter-spacing: -.01em; }
h3 { font-size: 1.1875rem; margin: 0; overflow-wrap: anywhere; }
p { margin: 0; }
a { color: var(--ours); text-underline-offset: .2em; }
:focus-visible { outline: 2px solid var(--ours); outline-offset: 3px; }
code { font: .9em ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; background: var(--sheet); padding: .1em .35em; border-radius: 3px; }
.lede { max-width: 68ch; color: var(--ink); }
header .lede { font-size: 1.125rem; margin-top: 1rem; }
.run { margin-top: .75rem; font-size: .8125rem; color: var(--quiet); overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; padding: 0; margin: 1.5rem 0 0; }
nav a { display: inline-block; padding: .25rem 0; }
section { margin-top: clamp(3rem, 7vw, 5.5rem); padding-top: 1.25rem; border-top: 3px solid var(--ink); }
.missing { margin-top: 1.25rem; padding: 1rem 1.25rem; background: var(--sheet); border-left: 3px solid var(--quiet); }
.tally { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 0 2rem; margin-top: 2.25rem; }
.tile { border-top: 1px solid var(--rule); padding: .75rem 0 1rem; }
.tile p { display: flex; align-items: baseline; gap: .5rem; font-size: 1.0625rem; }
.tile b { font: 600 3rem/1 "Iowan Old Style", P052, "URW Palladio L", Palatino, Georgia, serif; font-variant-numeric: lining-nums; }
.tile svg { width: 1rem; height: 1rem; flex: none; }
.tile.met b { color: var(--ours); }
.tile.missed b, .tile.missed p { color: var(--missed); }
.tile.not-shown b, .tile.not-measured b { color: var(--quiet); }
.tile ul { margin: .5rem 0 0; padding: 0; list-style: none; font-size: .875rem; color: var(--quiet); overflow-wrap: anywhere; }
.tile.missed ul { color: var(--ink); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: 2.75rem clamp(1.5rem, 3vw, 3rem); margin-top: 2rem; align-items: start; }
.card { margin: 0; min-width: 0; border-top: 1px solid var(--rule); padding-top: .875rem; }
.card > svg { display: block; width: 100%; height: auto; max-width: 30rem; margin-top: .625rem; overflow: visible; }
.cards.small { grid-template-columns: repeat(auto-fill, minmax(min(100%, 15.5rem), 1fr)); gap: 2rem clamp(1.25rem, 2.5vw, 2.25rem); }
.small h3 { font-size: 1rem; }
figcaption p { font-size: .875rem; color: var(--quiet); overflow-wrap: anywhere; }
.axis { margin-top: .875rem; font-size: .75rem; letter-spacing: .02em; color: var(--quiet); }
.axis + svg { margin-top: .25rem; }
.slope { margin-top: .375rem; font-size: .875rem; color: var(--quiet); }
.slope.met b { color: var(--ours); }
.slope.missed, .slope.missed b { color: var(--missed); }
.slope.not-shown b { color: var(--ink); }
.legend { display: flex; flex-wrap: wrap; gap: .125rem .875rem; margin: .75rem 0 0; padding: 0; list-style: none; font-size: .8125rem; }
.legend li { display: flex; align-items: center; gap: .3rem; }
.legend svg { width: .875rem; height: .875rem; flex: none; }
.wide-only, .narrow-only { margin-top: 1.75rem; }
.wide-only { display: none; max-width: 74rem; }
.narrow-only { max-width: 32rem; }
.wide-only svg, .narrow-only svg { display: block; width: 100%; height: auto; }
@media (min-width: 56rem) { .wide-only { display: block; } .narrow-only { display: none; } }
details { margin-top: .75rem; font-size: .8125rem; }
summary { cursor: pointer; color: var(--quiet); width: fit-content; padding: .25rem 0; }
summary:hover { color: var(--ink); }
.scroll { overflow-x: auto; margin-top: .5rem; max-height: 28rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .875rem .3rem 0; border-bottom: 1px solid var(--rule); font-weight: 400; }
thead th { color: var(--quiet); white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
footer { margin-top: 5rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--quiet); font-size: .875rem; }
@media print { details > .scroll { max-height: none; } section { break-inside: avoid; } }`

export const PAGE_STYLE: string = (COLOURS + DRAWING + PAGE).trim()

export const PICTURE_STYLE: string = `${COLOURS}${DRAWING}
.paper { fill: var(--paper); }
svg .heading { font-size: 15px; font-weight: 700; }`.trim()
