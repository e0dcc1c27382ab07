/**
 * octets as a library: the server, the site it serves by default, and the parser by itself.
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
export type { ConnectionWatcher, Watcher } from './server/watcher.ts'
export { serveFiles } from './site/file-handler.ts'
export { DEFAULT_FILE_OPTIONS, type FileOptions } from './site/file-options.ts'
export { type Methods, type Routes, route } from './site/router.ts'
