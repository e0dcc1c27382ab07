/**
 * Which role has this octet?
 *
 * Known from what the parser was reading when the octet came and from the octet itself: a parser that
 * reads a field name takes a colon for the end of it. What the parser then makes of the octet is its
 * own affair; when it refuses it, the role becomes `fault`.
 */

import type { ParserElement } from '../message/parser-state.ts'
import { CR, HEXDIG, isOws, LF, OCTET_CLASSES, SP } from '../semantics/grammar.ts'
import type { Role } from './records.ts'

const COLON = 0x3a

/**
 * @param element what the parser reads
 * @param isValueBegun whether the field value has begun, so that whitespace may be inside it
 */
export function roleOf(element: ParserElement, octet: number, isValueBegun: boolean): Role {
  switch (element) {
    case 'message-start':
      return octet === CR || octet === LF ? 'empty-line' : 'method'
    case 'method':
      return octet === SP ? 'SP' : 'method'
    case 'request-target':
      return octet === SP ? 'SP' : 'target'
    case 'version':
      return lineEndOr(octet, 'version')
    case 'field-name':
      return nameRole(octet, 'field-name')
    case 'field-value':
      return valueRole(octet, 'field-value', isValueBegun)
    case 'trailer-name':
      return nameRole(octet, 'trailer-name')
    case 'trailer-value':
      return valueRole(octet, 'trailer-value', isValueBegun)
    case 'chunk-size':
      return (OCTET_CLASSES[octet]! & HEXDIG) !== 0
        ? 'chunk-size'
        : lineEndOr(octet, 'chunk-extension')
    case 'chunk-extension':
      return lineEndOr(octet, 'chunk-extension')
    case 'chunk-size-end':
    case 'chunk-data-lf':
      return 'LF'
    case 'chunk-data-cr':
      return 'CR'
    case 'content':
    case 'chunk-data':
      return element
    // The parser is asked for events until it has none: it never waits here.
    case 'message-end':
    case 'failed':
      return 'after-fault'
  }
}

function lineEndOr(octet: number, role: Role): Role {
  if (octet === CR) return 'CR'
  return octet === LF ? 'LF' : role
}

function nameRole(octet: number, role: Role): Role {
  if (octet === COLON) return 'colon'
  return octet === CR || octet === LF ? 'section-end' : role
}

function valueRole(octet: number, role: Role, isValueBegun: boolean): Role {
  return !isValueBegun && isOws(octet) ? 'OWS' : lineEndOr(octet, role)
}
