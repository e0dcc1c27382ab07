/**
 * The parser's states, as STATES of src/trace/ has them.
 *
 * The request line and the fields go down on the left, the chunked coding on the right; whatever ends a
 * request goes back up in the outermost lane.
 *
 * Spec: RFC 9112 §2.1 (message format), §7.1 (chunked transfer coding).
 */

import type { ParserElement } from '../../src/message/parser-state.ts'
import { STATES, type TraceStateInfo } from '../../src/trace/states.ts'
import { type Box, boxHeight, type Diagram, type Route, routed } from './diagram.ts'

interface Place {
  readonly column: 'left' | 'right'
  readonly row: number
  readonly part: string
  /** In place of what the table says. */
  readonly notes?: readonly string[]
}

const WIDTH = 666
const BOX_WIDTH = 184
const COLUMNS = { left: 134, right: 410 }
/** Where lines run past the boxes. */
const TO_END = 42
const TO_START = 20
const TO_NEXT_CHUNK = 644
/** Chars in a line of a box. */
const NOTE_CHARS = 17

// biome-ignore format: one state a line reads as the table it is
const PLACES: Readonly<Record<ParserElement, Place>> = {
  'message-start':   { column: 'left',  row: 0, part: 'neutral' },
  method:            { column: 'left',  row: 1, part: 'start' },
  'request-target':  { column: 'left',  row: 2, part: 'start' },
  version:           { column: 'left',  row: 3, part: 'start' },
  'field-name':      { column: 'left',  row: 4, part: 'fields' },
  'field-value':     { column: 'right', row: 4, part: 'fields' },
  content:           { column: 'left',  row: 5, part: 'content' },
  'chunk-size':      { column: 'right', row: 5, part: 'chunks' },
  'chunk-extension': { column: 'left',  row: 6, part: 'chunks' },
  'chunk-size-end':  { column: 'right', row: 6, part: 'chunks' },
  'trailer-name':    { column: 'left',  row: 7, part: 'fields' },
  'chunk-data':      { column: 'right', row: 7, part: 'content' },
  'trailer-value':   { column: 'left',  row: 8, part: 'fields' },
  'chunk-data-cr':   { column: 'right', row: 8, part: 'chunks' },
  'message-end':     { column: 'left',  row: 9, part: 'neutral' },
  'chunk-data-lf':   { column: 'right', row: 9, part: 'chunks' },
  failed:            { column: 'right', row: 0, part: 'fault', notes: ['from any state,', 'at an octet at fault'] },
}

/** Above each row: what the labels there need. */
const GAPS = [28, 42, 42, 42, 42, 104, 66, 62, 58, 58]

// biome-ignore format: one edge a line reads as the table it is
const ROUTES: Readonly<Record<string, Route>> = {
  'message-start → method':           { exit: ['bottom', 0],   enter: ['top', 0],    label: [0, 'right'] },
  'method → request-target':          { exit: ['bottom', 0],   enter: ['top', 0],    label: [0, 'right'] },
  'request-target → version':         { exit: ['bottom', 0],   enter: ['top', 0],    label: [0, 'right'] },
  'version → field-name':             { exit: ['bottom', 0],   enter: ['top', 0],    label: [0, 'right'] },
  'field-name → field-value':         { exit: ['right', -9],   enter: ['left', -9],  label: [0, 'top'] },
  'field-value → field-name':         { exit: ['left', 9],     enter: ['right', 9],  label: [0, 'bottom'] },
  'field-name → content':             { exit: ['bottom', -56], enter: ['top', -56],  label: [0, 'right'], lines: ['CR LF,', 'Content-Length', 'above 0'] },
  'field-name → chunk-size':          { exit: ['bottom', 66],  enter: ['top', 0],    lane: 38, label: [1, 'top'] },
  'field-name → message-end':         { exit: ['left', 0],     enter: ['left', -9],  lane: TO_END, label: [0, 'top'], lines: ['CR LF,', 'no content'] },
  'content → message-end':            { exit: ['left', 0],     enter: ['left', -9],  lane: TO_END, label: [0, 'top'], lines: ['the last', 'octet of', 'Content-', 'Length'] },
  'trailer-name → message-end':       { exit: ['left', 0],     enter: ['left', -9],  lane: TO_END, label: [0, 'top'] },
  'chunk-size → chunk-extension':     { exit: ['bottom', -60], enter: ['top', 56],   lane: 36, label: [1, 'top'], labelShift: -16 },
  'chunk-size → chunk-size-end':      { exit: ['bottom', 0],   enter: ['top', 0],    label: [0, 'right'] },
  'chunk-extension → chunk-size-end': { exit: ['right', 0],    enter: ['left', 0],   label: [0, 'top'] },
  'chunk-size-end → chunk-data':      { exit: ['bottom', 0],   enter: ['top', 0],    label: [0, 'right'] },
  'chunk-size-end → trailer-name':    { exit: ['bottom', -60], enter: ['top', 56],   lane: 36, label: [1, 'top'] },
  'chunk-data → chunk-data-cr':       { exit: ['bottom', 0],   enter: ['top', 0],    label: [0, 'right'], lines: ['the last octet', 'of the size'] },
  'chunk-data-cr → chunk-data-lf':    { exit: ['bottom', 0],   enter: ['top', 0],    label: [0, 'right'] },
  'chunk-data-lf → chunk-size':       { exit: ['right', 0],    enter: ['right', 0],  lane: TO_NEXT_CHUNK, label: [0, 'top'] },
  'trailer-name → trailer-value':     { exit: ['bottom', -16], enter: ['top', -16],  label: [0, 'left'] },
  'trailer-value → trailer-name':     { exit: ['top', 16],     enter: ['bottom', 16], label: [0, 'right'] },
  'message-end → message-start':      { exit: ['left', 9],     enter: ['left', 0],   lane: TO_START, label: [0, 'bottom'], lines: ['the request', 'is complete'] },
}

export function parserDiagram(): Diagram {
  const tops = rowTops()
  const boxes = STATES.map((state) => placed(state, tops[PLACES[state.name].row]!))
  const edges = STATES.flatMap(({ name, edges: leads }) =>
    leads.filter(({ to }) => to !== name).map(({ to, on }) => ({ from: name, to, on: [on] })),
  )
  const x = COLUMNS.right
  const y = tops[1]! + 18
  return {
    title: 'The states of the request parser',
    description: describe(),
    width: WIDTH,
    height: Math.max(...boxes.map((box) => box.y + box.height)) + 40,
    boxes,
    lines: routed(boxes, edges, ROUTES),
    legend: [
      { x, y, part: 'start', says: 'request line' },
      { x, y: y + 28, part: 'fields', says: 'field and trailer sections' },
      { x, y: y + 56, part: 'content', says: 'content' },
      { x, y: y + 84, part: 'chunks', says: 'chunked coding' },
      { x, y: y + 112, part: 'loop', says: 'read without leaving' },
    ],
  }
}

function loopOf({ name, edges }: TraceStateInfo): string | undefined {
  return edges.find(({ to }) => to === name)?.on
}

/** What is read there without leaving; or, where nothing is, what the state is for. */
function notesOf(state: TraceStateInfo): readonly string[] {
  return PLACES[state.name].notes ?? wrapped(loopOf(state) ?? state.says)
}

/** `text` in lines, none wider than a box. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    const longer = `${line} ${word}`
    if (line === undefined || longer.length > NOTE_CHARS) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return lines
}

function placed(state: TraceStateInfo, y: number): Box {
  const { column, row, part } = PLACES[state.name]
  const notes = notesOf(state)
  return {
    name: state.name,
    part,
    notes,
    isLoop: loopOf(state) !== undefined,
    x: COLUMNS[column],
    y,
    width: BOX_WIDTH,
    height: rowHeight(row),
  }
}

/** The y of each row. */
function rowTops(): readonly number[] {
  let y = 0
  return GAPS.map((gap, row) => {
    const top = y + gap
    y = top + rowHeight(row)
    return top
  })
}

/** As tall as its tallest box; the others are made as tall, so that lines between them are straight. */
function rowHeight(row: number): number {
  const beside = STATES.filter(({ name }) => PLACES[name].row === row)
  return Math.max(...beside.map((state) => boxHeight(notesOf(state))))
}

/** The same in sentences. */
function describe(): string {
  const sentences = STATES.map(({ name, says, edges }) => {
    const leads = edges.map(({ to, on }) => `${on} leads to ${to}`).join('; ')
    return `${name} reads ${says}${leads === '' ? '' : `: ${leads}`}.`
  })
  return `${sentences.join(' ')} An octet at fault leads from any state to failed.`
}
