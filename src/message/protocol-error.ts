/**
 * In which ways can a request be wrong, and what does each one answer?
 *
 * Every way is a row of one table: the status that tells the client, the rule it broke, and a
 * sentence for our log. The tests walk the table, so a row that no message provokes fails the build.
 * Nothing else in `message/` throws, and only server/connection.ts catches.
 *
 * Spec: RFC 9112 and RFC 9110, each row its section; RFC 6585 §5 (431).
 */

/** What a broken rule answers, and how we speak of it. */
export interface Fault {
  readonly status: number
  readonly rule: string
  readonly says: string
}

/** Stable names of the rows below. */
export type FaultCode =
  | 'empty-lines-too-many'
  | 'line-end-malformed'
  | 'method-malformed'
  | 'method-too-long'
  | 'target-malformed'
  | 'target-form-mismatch'
  | 'request-line-too-long'
  | 'version-malformed'
  | 'version-unsupported'
  | 'field-name-malformed'
  | 'field-line-indented'
  | 'field-line-folded'
  | 'space-before-colon'
  | 'field-value-malformed'
  | 'field-section-too-large'
  | 'field-lines-too-many'
  | 'host-missing'
  | 'host-repeated'
  | 'host-malformed'
  | 'content-length-malformed'
  | 'content-length-repeated'
  | 'length-conflict'
  | 'transfer-coding-in-1.0'
  | 'transfer-coding-malformed'
  | 'transfer-coding-unknown'
  | 'content-too-large'
  | 'chunk-size-malformed'
  | 'chunk-extension-malformed'
  | 'chunk-extensions-too-large'
  | 'chunk-end-malformed'
  | 'trailer-section-too-large'
  | 'trailer-field-forbidden'

// biome-ignore format: one fault a line reads as the table it is
export const FAULTS: Readonly<Record<FaultCode, Fault>> = {
  'empty-lines-too-many':       { status: 400, rule: 'RFC 9112 §2.2',      says: 'Too many empty lines before the request line' },
  'line-end-malformed':         { status: 400, rule: 'RFC 9112 §2.2',      says: 'A line must end in CR LF, and neither may stand alone' },
  'method-malformed':           { status: 400, rule: 'RFC 9110 §9.1',      says: 'Cannot read the method, which must be a token and one space' },
  'method-too-long':            { status: 501, rule: 'RFC 9112 §3',        says: 'Method is longer than any this server knows' },
  'target-malformed':           { status: 400, rule: 'RFC 9112 §3.2',      says: 'Cannot read the request target' },
  'target-form-mismatch':       { status: 400, rule: 'RFC 9112 §3.2',      says: 'The method does not allow this form of request target' },
  'request-line-too-long':      { status: 414, rule: 'RFC 9112 §3',        says: 'Request line exceeds the limit' },
  'version-malformed':          { status: 400, rule: 'RFC 9112 §2.3',      says: 'Cannot read the HTTP version' },
  'version-unsupported':        { status: 505, rule: 'RFC 9110 §15.6.6',   says: 'Major version of HTTP is not 1' },
  'field-name-malformed':       { status: 400, rule: 'RFC 9112 §5',        says: 'A field line must begin with a token and a colon' },
  'field-line-indented':        { status: 400, rule: 'RFC 9112 §2.2',      says: 'Whitespace between the request line and the first field line' },
  'field-line-folded':          { status: 400, rule: 'RFC 9112 §5.2',      says: 'Field line is folded' },
  'space-before-colon':         { status: 400, rule: 'RFC 9112 §5.1',      says: 'Whitespace between field name and colon' },
  'field-value-malformed':      { status: 400, rule: 'RFC 9110 §5.5',      says: 'Control octet in a field value' },
  'field-section-too-large':    { status: 431, rule: 'RFC 6585 §5',        says: 'Field section exceeds the limit' },
  'field-lines-too-many':       { status: 431, rule: 'RFC 6585 §5',        says: 'Number of field lines exceeds the limit' },
  'host-missing':               { status: 400, rule: 'RFC 9112 §3.2',      says: 'HTTP/1.1 request without Host' },
  'host-repeated':              { status: 400, rule: 'RFC 9112 §3.2',      says: 'More than one Host' },
  'host-malformed':             { status: 400, rule: 'RFC 9112 §3.2',      says: 'Host is not a host with an optional port' },
  'content-length-malformed':   { status: 400, rule: 'RFC 9112 §6.3',      says: 'Content-Length is not one decimal number' },
  'content-length-repeated':    { status: 400, rule: 'RFC 9112 §6.3',      says: 'More than one Content-Length' },
  'length-conflict':            { status: 400, rule: 'RFC 9112 §6.3',      says: 'Content-Length and Transfer-Encoding in one message' },
  'transfer-coding-in-1.0':     { status: 400, rule: 'RFC 9112 §6.1',      says: 'Transfer-Encoding in an HTTP/1.0 message' },
  'transfer-coding-malformed':  { status: 400, rule: 'RFC 9112 §6.1',      says: 'Transfer-Encoding does not end in one plain chunked' },
  'transfer-coding-unknown':    { status: 501, rule: 'RFC 9112 §6.1',      says: 'Transfer coding is not supported' },
  'content-too-large':          { status: 413, rule: 'RFC 9110 §15.5.14',  says: 'Content exceeds the limit' },
  'chunk-size-malformed':       { status: 400, rule: 'RFC 9112 §7.1',      says: 'Chunk size is not one to sixteen hexadecimal digits' },
  'chunk-extension-malformed':  { status: 400, rule: 'RFC 9112 §7.1.1',    says: 'Cannot read the chunk extension' },
  'chunk-extensions-too-large': { status: 400, rule: 'RFC 9112 §7.1.1',    says: 'Chunk extensions exceed the limit' },
  'chunk-end-malformed':        { status: 400, rule: 'RFC 9112 §7.1',      says: 'Chunk data is not followed by CR LF' },
  'trailer-section-too-large':  { status: 431, rule: 'RFC 6585 §5',        says: 'Trailer section exceeds the limit' },
  'trailer-field-forbidden':    { status: 400, rule: 'RFC 9110 §6.5.1',    says: 'A field that frames or routes the message stands in its trailers' },
}

/** The one error the wire code throws: the peer broke a rule of the message syntax. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  /** Stable and machine-readable; tests and logs match on this, never on `message`. */
  readonly code: FaultCode
  /** Status of the response that reports the fault. */
  readonly status: number
  /** The rule broken, for the log and the trace; not sent to clients. */
  readonly rule: string
  /** The sentence of the table; `message` adds the place. */
  readonly says: string
  /** The octet at fault, counted from the first octet of the connection. */
  readonly offset: number

  constructor(code: FaultCode, offset: number) {
    const { status, rule, says } = FAULTS[code]
    super(`${says}, at octet ${offset} (${rule})`)
    this.code = code
    this.status = status
    this.rule = rule
    this.says = says
    this.offset = offset
  }
}
