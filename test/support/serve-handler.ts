/**
 * A server on a free port of this machine, for the length of one test: HTTP around a handler, or any
 * other conversation. What it tells its journal is kept.
 */

import type { TestContext } from 'node:test'
import { DEFAULT_LIMITS, type Limits } from '../../src/message/limits.ts'
import type { ProtocolError } from '../../src/message/protocol-error.ts'
import type { FieldLine, Handler, Request, Response } from '../../src/semantics/exchange.ts'
import type { Converse } from '../../src/server/conversation.ts'
import { createServer, type HttpServerOptions } from '../../src/server/http-server.ts'
import type { ExchangeEntry, Journal } from '../../src/server/journal.ts'
import { Server } from '../../src/server/server.ts'

/** What the server told, in order. */
export interface JournalPages extends Journal {
  readonly entries: ExchangeEntry[]
  readonly faults: ProtocolError[]
  readonly failures: { readonly error: unknown; readonly what: string }[]
  readonly refusals: string[]
  /** Of messages that were rejected, one char an octet. */
  readonly startLines: string[]
}

export interface Serving {
  readonly server: Server
  readonly port: number
}

export interface ServingHttp extends Serving {
  readonly journal: JournalPages
}

export async function serveConversation(
  t: TestContext,
  converse: Converse,
  stopMilliseconds = DEFAULT_LIMITS.stopMilliseconds,
): Promise<Serving> {
  const limits = { ...DEFAULT_LIMITS, stopMilliseconds }
  return serveServer(t, new Server(converse, { limits }))
}

async function serveServer(t: TestContext, server: Server): Promise<Serving> {
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => {
    server.destroy()
    return server.close()
  })
  return { server, port }
}

export async function serveHandler(
  t: TestContext,
  handle: Handler,
  overrides: Partial<Limits> = {},
  options: Pick<HttpServerOptions, 'tls' | 'proxies' | 'tally'> = {},
): Promise<ServingHttp> {
  const journal = openJournal()
  const server = createServer(handle, { ...options, limits: overrides, journal })
  const serving = await serveServer(t, server)
  return { ...serving, journal }
}

function openJournal(): JournalPages {
  const entries: ExchangeEntry[] = []
  const faults: ProtocolError[] = []
  const failures: { readonly error: unknown; readonly what: string }[] = []
  const refusals: string[] = []
  const startLines: string[] = []
  return {
    entries,
    faults,
    failures,
    refusals,
    startLines,
    rejected: ({ startLine }) => startLines.push(Buffer.from(startLine).toString('latin1')),
    answered: (entry) => entries.push(entry),
    faulted: (fault) => faults.push(fault),
    refused: (reason) => refusals.push(reason),
    failed: (error, what) => failures.push({ error, what }),
  }
}

/** A response with this text as its content. */
export function textResponse(
  text: string,
  status = 200,
  fields: readonly FieldLine[] = [],
): Response {
  return { status, fields, content: { kind: 'octets', octets: Buffer.from(text) } }
}

/** All the content of a request, one char an octet. */
export async function contentOf(request: Request): Promise<string> {
  const slices: Buffer[] = []
  for await (const slice of request.content) slices.push(Buffer.from(slice))
  return Buffer.concat(slices).toString('latin1')
}
