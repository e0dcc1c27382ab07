/**
 * Which colour has a role?
 *
 * A palette is handed to the renderers; the plain one changes nothing. Colour only repeats what the
 * names of the roles say.
 */

import type { Role } from './records.ts'

type Style = Role | 'heading' | 'offset' | 'remark' | 'good' | 'bad'
export type Palette = (style: Style, text: string) => string

export const PLAIN: Palette = (_style, text) => text

const DIM = '90'
// biome-ignore format: one style a line reads as the table it is
const CODES: Readonly<Record<Style, string>> = {
  method:            '1;35',
  SP:                DIM,
  target:            '36',
  version:           '34',
  status:            '1;35',
  reason:            '36',
  'field-name':      '33',
  colon:             DIM,
  OWS:               DIM,
  'field-value':     '32',
  CR:                DIM,
  LF:                DIM,
  'section-end':     '1;34',
  'empty-line':      DIM,
  'chunk-size':      '1;35',
  'chunk-extension': '35',
  'chunk-data':      '39',
  'last-chunk':      '1;35',
  'trailer-name':    '33',
  'trailer-value':   '32',
  content:           '39',
  fault:             '1;97;41',
  'after-fault':     DIM,
  unread:            DIM,
  heading:           '1',
  offset:            DIM,
  remark:            DIM,
  good:              '32',
  bad:               '1;31',
}

export const ANSI: Palette = (style, text) => `\x1b[${CODES[style]}m${text}\x1b[0m`
