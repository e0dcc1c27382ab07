/**
 * Which states does the parser have, and what leads from one to another?
 *
 * The picture that the page and the documentation draw. It is written down by hand, so that it can
 * say why, and held against the parser by a test that walks every golden file and must see exactly
 * these edges. Any state may also lead to `failed`, which is not drawn.
 *
 * Spec: RFC 9112 §2.1 (message format), §7.1 (chunked transfer coding).
 */

import type { ParserElement } from '../message/parser-state.ts'

interface TraceEdge {
  readonly to: ParserElement
  /** What leads there. */
  readonly on: string
}

export interface TraceStateInfo {
  readonly name: ParserElement
  /** What is being read there. */
  readonly says: string
  readonly rule: string
  readonly edges: readonly TraceEdge[]
}

// biome-ignore format: one edge a line reads as the table it is
export const STATES: readonly TraceStateInfo[] = [
  { name: 'message-start', says: 'the space between requests', rule: 'RFC 9112 §2.2', edges: [
    { to: 'message-start', on: 'an empty line' },
    { to: 'method',        on: 'any other octet' },
  ] },
  { name: 'method', says: 'the method', rule: 'RFC 9110 §9.1', edges: [
    { to: 'method',         on: 'tchar' },
    { to: 'request-target', on: 'SP' },
  ] },
  { name: 'request-target', says: 'the request target', rule: 'RFC 9112 §3.2', edges: [
    { to: 'request-target', on: 'visible ASCII' },
    { to: 'version',        on: 'SP' },
  ] },
  { name: 'version', says: 'the version', rule: 'RFC 9112 §2.3', edges: [
    { to: 'version',    on: 'HTTP/d.d' },
    { to: 'field-name', on: 'CR LF' },
  ] },
  { name: 'field-name', says: 'a field name', rule: 'RFC 9112 §5', edges: [
    { to: 'field-name',  on: 'tchar' },
    { to: 'field-value', on: 'colon' },
    { to: 'content',     on: 'CR LF, Content-Length above 0' },
    { to: 'chunk-size',  on: 'CR LF, Transfer-Encoding' },
    { to: 'message-end', on: 'CR LF, no content' },
  ] },
  { name: 'field-value', says: 'a field value', rule: 'RFC 9110 §5.5', edges: [
    { to: 'field-value', on: 'anything but control octets' },
    { to: 'field-name',  on: 'CR LF' },
  ] },
  { name: 'content', says: 'the content', rule: 'RFC 9112 §6.2', edges: [
    { to: 'content',     on: 'any octet' },
    { to: 'message-end', on: 'the last octet of Content-Length' },
  ] },
  { name: 'chunk-size', says: 'a chunk size', rule: 'RFC 9112 §7.1', edges: [
    { to: 'chunk-size',      on: 'hexadecimal digit' },
    { to: 'chunk-extension', on: 'semicolon or whitespace' },
    { to: 'chunk-size-end',  on: 'CR' },
  ] },
  { name: 'chunk-extension', says: 'a chunk extension', rule: 'RFC 9112 §7.1.1', edges: [
    { to: 'chunk-extension', on: 'anything but control octets' },
    { to: 'chunk-size-end',  on: 'CR' },
  ] },
  { name: 'chunk-size-end', says: 'the end of a chunk size', rule: 'RFC 9112 §7.1', edges: [
    { to: 'chunk-data',   on: 'LF, size above 0' },
    { to: 'trailer-name', on: 'LF, size 0' },
  ] },
  { name: 'chunk-data', says: 'chunk data', rule: 'RFC 9112 §7.1', edges: [
    { to: 'chunk-data',    on: 'any octet' },
    { to: 'chunk-data-cr', on: 'the last octet of the size' },
  ] },
  { name: 'chunk-data-cr', says: 'the CR behind chunk data', rule: 'RFC 9112 §7.1', edges: [
    { to: 'chunk-data-lf', on: 'CR' },
  ] },
  { name: 'chunk-data-lf', says: 'the LF behind chunk data', rule: 'RFC 9112 §7.1', edges: [
    { to: 'chunk-size', on: 'LF' },
  ] },
  { name: 'trailer-name', says: 'a trailer field name', rule: 'RFC 9112 §7.1.2', edges: [
    { to: 'trailer-name',  on: 'tchar' },
    { to: 'trailer-value', on: 'colon' },
    { to: 'message-end',   on: 'CR LF' },
  ] },
  { name: 'trailer-value', says: 'a trailer field value', rule: 'RFC 9112 §7.1.2', edges: [
    { to: 'trailer-value', on: 'anything but control octets' },
    { to: 'trailer-name',  on: 'CR LF' },
  ] },
  { name: 'message-end', says: 'the end of a request', rule: 'RFC 9112 §6.3', edges: [
    { to: 'message-start', on: 'the request is complete' },
  ] },
  { name: 'failed', says: 'nothing any more', rule: 'RFC 9112 §9.6', edges: [] },
]
