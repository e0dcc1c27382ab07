/**
 * Which documents are made from the code, and what do they hold?
 */

import { faultCatalogue } from './fault-catalogue.ts'
import { lifecycleDiagram } from './lifecycle-diagram.ts'
import { parserDiagram } from './parser-diagram.ts'
import { lifecyclePage, parserPage } from './state-pages.ts'
import { renderSvg } from './svg.ts'

interface Document {
  /** In `docs/`. */
  readonly name: string
  readonly text: string
}

export function documents(): readonly Document[] {
  return [
    { name: 'faults.md', text: faultCatalogue() },
    { name: 'lifecycle.md', text: lifecyclePage() },
    { name: 'lifecycle.svg', text: renderSvg(lifecycleDiagram()) },
    { name: 'parser-states.md', text: parserPage() },
    { name: 'parser-states.svg', text: renderSvg(parserDiagram()) },
  ]
}
