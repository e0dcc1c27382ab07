/**
 * What does each role mean, and how is it told from the others?
 *
 * A family shares a colour and a line beneath its octets; a short label stands under each run of
 * octets, so that colour is never the only signal.
 */

import type { Role } from '../trace/records.ts'

type RoleFamily =
  | 'method'
  | 'target'
  | 'version'
  | 'name'
  | 'value'
  | 'separator'
  | 'line-end'
  | 'size'
  | 'content'
  | 'fault'
  | 'unread'

export interface RoleInfo {
  readonly family: RoleFamily
  /** Fits under an octet or two. */
  readonly label: string
  readonly says: string
  readonly rule: string
}

// biome-ignore format: one role a line reads as the table it is
export const ROLES: Readonly<Record<Role, RoleInfo>> = {
  'method':          { family: 'method',    label: 'method',  rule: 'RFC 9110 §9.1',   says: 'what is to be done; upper and lower case are different methods' },
  'SP':              { family: 'separator', label: 'SP',      rule: 'RFC 9112 §3',     says: 'exactly one space between the parts of the request line' },
  'target':          { family: 'target',    label: 'target',  rule: 'RFC 9112 §3.2',   says: 'on which resource' },
  'version':         { family: 'version',   label: 'version', rule: 'RFC 9112 §2.3',   says: 'in which version of the syntax' },
  'status':          { family: 'method',    label: 'status',  rule: 'RFC 9112 §4',     says: 'how it went, as a number' },
  'reason':          { family: 'value',     label: 'reason',  rule: 'RFC 9112 §4',     says: 'how it went, for people' },
  'field-name':      { family: 'name',      label: 'name',    rule: 'RFC 9112 §5',     says: 'the name of a field: a token, in any case' },
  'colon':           { family: 'separator', label: ':',       rule: 'RFC 9112 §5.1',   says: 'ends the name; no space may stand in front of it' },
  'OWS':             { family: 'separator', label: 'ws',      rule: 'RFC 9110 §5.6.3', says: 'optional whitespace around a value, and no part of it' },
  'field-value':     { family: 'value',     label: 'value',   rule: 'RFC 9110 §5.5',   says: 'the value of the field; its octets are not control octets' },
  'CR':              { family: 'line-end',  label: 'CR',      rule: 'RFC 9112 §2.2',   says: 'the first half of a line end' },
  'LF':              { family: 'line-end',  label: 'LF',      rule: 'RFC 9112 §2.2',   says: 'the second half of a line end' },
  'section-end':     { family: 'line-end',  label: 'end',     rule: 'RFC 9112 §2.1',   says: 'the empty line that ends a field section: what follows is content, or the next request' },
  'empty-line':      { family: 'line-end',  label: 'empty',   rule: 'RFC 9112 §2.2',   says: 'an empty line in front of a request line, which is skipped' },
  'chunk-size':      { family: 'size',      label: 'size',    rule: 'RFC 9112 §7.1',   says: 'how many octets of data follow, in hexadecimal' },
  'chunk-extension': { family: 'separator', label: 'ext',     rule: 'RFC 9112 §7.1.1', says: 'an extension of the chunk: checked and ignored' },
  'chunk-data':      { family: 'content',   label: 'data',    rule: 'RFC 9112 §7.1',   says: 'content, as many octets as the size said; whatever they look like' },
  'last-chunk':      { family: 'size',      label: 'last',    rule: 'RFC 9112 §7.1',   says: 'size zero: no more chunks' },
  'trailer-name':    { family: 'name',      label: 'trailer', rule: 'RFC 9112 §7.1.2', says: 'the name of a field behind the content' },
  'trailer-value':   { family: 'value',     label: 'value',   rule: 'RFC 9112 §7.1.2', says: 'its value, known only when the content was sent' },
  'content':         { family: 'content',   label: 'content', rule: 'RFC 9112 §6.2',   says: 'content, as many octets as Content-Length said; whatever they look like' },
  'fault':           { family: 'fault',     label: '✘',       rule: 'RFC 9112 §2.2',   says: 'the octet at fault' },
  'after-fault':     { family: 'unread',    label: 'after',   rule: 'RFC 9112 §9.6',   says: 'behind the fault: nobody knows any more where anything begins, so it is not read' },
  'unread':          { family: 'unread',    label: 'unread',  rule: 'RFC 9112 §9.6',   says: 'behind the last request of the connection: not read' },
}
