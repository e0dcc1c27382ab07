/**
 * How is what the server counts told to Prometheus?
 *
 *   figures ──▶ metrics of ours ┐
 *   the process, by prom-client ┴──▶ text, when somebody asks
 *
 * Nothing is measured here: the figures are read, once for each time somebody asks. They are plain
 * values, so that those of several processes can be sent to one and added up there.
 *
 * Loading this file takes 50 ms and 12 MB (prom-client), so nothing imports it but who needs it.
 */

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Response } from '../semantics/exchange.ts'
import type { Server } from '../server/server.ts'
import type { Tally } from '../server/tally.ts'
import type { CacheTally } from '../site/file-options.ts'
import { textPage } from './monitoring.ts'

/** Labels and a number. */
type Sample = readonly [labels: Readonly<Record<string, string>>, value: number]

/** All samples of each metric, by its name in the table below. */
export type Figures = Readonly<Record<Name, readonly Sample[]>>

type Name = (typeof METRICS)[number]['name']

// biome-ignore format: one metric a line reads as the table it is
const METRICS = [
  { kind: 'gauge',   name: 'octets_build_info',               labels: ['version'],          help: 'The version that runs; always 1.' },
  { kind: 'gauge',   name: 'octets_connections',              labels: ['state'],            help: 'Open connections by state: entering, idle, reading, answering, lingering.' },
  { kind: 'counter', name: 'octets_received_bytes_total',     labels: [],                   help: 'Octets received on connections.' },
  { kind: 'counter', name: 'octets_sent_bytes_total',         labels: [],                   help: 'Octets sent on connections.' },
  { kind: 'counter', name: 'octets_http_requests_total',      labels: ['method', 'status'], help: 'Answers by method and class of status; none is a client that left before.' },
  { kind: 'counter', name: 'octets_http_faults_total',        labels: ['code'],             help: 'Messages that broke the syntax, by what they broke.' },
  { kind: 'counter', name: 'octets_http_aborted_total',       labels: [],                   help: 'Answers that the connection did not outlive.' },
  { kind: 'counter', name: 'octets_file_cache_hits_total',    labels: [],                   help: 'Answers made from files in memory.' },
  { kind: 'counter', name: 'octets_file_cache_misses_total',  labels: [],                   help: 'Files opened for an answer.' },
  { kind: 'counter', name: 'octets_log_dropped_lines_total',  labels: [],                   help: 'Lines of the log that there was no room for.' },
] as const

/** Where the figures of one process are. */
export interface Sources {
  readonly version: string
  readonly server: Pick<Server, 'states' | 'traffic'>
  readonly tally: Tally
  readonly cacheTally: CacheTally
  readonly droppedLines: () => number
}

const STATES = ['entering', 'idle', 'reading', 'answering', 'lingering']

/** What stands at this moment. */
export function readFigures(sources: Sources): Figures {
  const { version, server, tally, cacheTally, droppedLines } = sources
  const { receivedOctets, sentOctets } = server.traffic()
  const states = server.states()
  return {
    octets_build_info: [[{ version }, 1]],
    octets_connections: STATES.map((state) => [{ state }, states.get(state) ?? 0]),
    octets_received_bytes_total: [[{}, receivedOctets]],
    octets_sent_bytes_total: [[{}, sentOctets]],
    octets_http_requests_total: Array.from(tally.exchanges(), ({ method, status, count }) => [
      { method, status },
      count,
    ]),
    octets_http_faults_total: Array.from(tally.faults, ([code, count]) => [{ code }, count]),
    octets_http_aborted_total: [[{}, tally.aborted]],
    octets_file_cache_hits_total: [[{}, cacheTally.hits]],
    octets_file_cache_misses_total: [[{}, cacheTally.misses]],
    octets_log_dropped_lines_total: [[{}, droppedLines()]],
  }
}

/**
 * The page for Prometheus.
 *
 * @param read the figures; of several processes, their sum
 */
export function metricsPage(read: () => Figures | Promise<Figures>): () => Promise<Response> {
  const registry = new Registry()
  // Descriptors, memory, start time, garbage collection, delay of the event loop.
  collectDefaultMetrics({ register: registry })
  const metrics = METRICS.map(({ kind, name, labels, help }) => {
    const settings = { name, help, labelNames: labels, registers: [registry] }
    const metric: Counter | Gauge = kind === 'gauge' ? new Gauge(settings) : new Counter(settings)
    return { name, metric }
  })
  return async () => {
    const figures = await read()
    for (const { name, metric } of metrics) {
      metric.reset()
      for (const [labels, value] of figures[name]) metric.inc(labels, value)
    }
    // Of a measure without samples yet; the format knows one spelling.
    const text = (await registry.metrics()).replace(/ Nan$/gm, ' NaN')
    return textPage(200, text, ['Content-Type', registry.contentType])
  }
}
