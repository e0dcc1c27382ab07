/**
 * octets as a library: the server, what it can serve (files, handlers, applications of the Fetch
 * standard), and the parser by itself, which runs without a server and without Node:
 *
 * ```ts
 * import { RequestParser } from 'octets'
 *
 * const parser = new RequestParser()
 * parser.push(new TextEncoder().encode('GET /a HTTP/1.1\r\nHost: x\r\n\r\n'))
 * for (let event = parser.next(); event.kind !== 'need-octets'; event = parser.next()) {
 *   console.log(event.kind, event.kind === 'head' ? event.head.target() : '')
 * }
 * ```
 */

export { type FetchApp, type FetchOptions, fetchHandler } from './fetch/fetch-handler.ts'
export { DEFAULT_LIMITS, type Limits, type MessageLimits } from './message/limits.ts'
export { type FaultCode, ProtocolError } from './message/protocol-error.ts'
export type { RequestHead } from './message/request-head.ts'
export { type RequestEvent, RequestParser } from './message/request-parser.ts'
export type {
  Content,
  ContentSource,
  FieldLine,
  Handler,
  Request,
  Response,
  SourceContent,
  StreamContent,
} from './semantics/exchange.ts'
export type { Fields } from './semantics/fields.ts'
export { AddressSet } from './server/address-set.ts'
export type { Conversation, Converse } from './server/conversation.ts'
export type { Endpoint, InheritedEndpoint, TcpEndpoint, UnixEndpoint } from './server/endpoint.ts'
export { createServer, type HttpServerOptions } from './server/http-server.ts'
export type { ExchangeEntry, Journal } from './server/journal.ts'
export { Server, type ServerOptions } from './server/server.ts'
export { type Certificate, TlsDoor } from './server/tls-door.ts'
export type { ConnectionWatcher, Lookout, ReadPlace, Watcher } from './server/watcher.ts'
export { serveFiles } from './site/file-handler.ts'
export { DEFAULT_FILE_OPTIONS, type FileOptions } from './site/file-options.ts'
export { type Methods, type Routes, route } from './site/router.ts'
