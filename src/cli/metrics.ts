/**
 * How is what the server counts told to Prometheus?
 *
 *   our counts                  ┐              of other workers ┐
 *   the process, by prom-client ┴──▶ figures ───────────────────┴──▶ text
 *
 * Nothing is measured here: the figures are read, once for each time somebody asks. They are plain
 * values, so that those of several processes can be sent to one and added up there: counts, memory and
 * descriptors to a sum; of the starts the first is shown, and of delays the longest.
 *
 * Loading this file takes 50 ms and 12 MB (prom-client), so nothing imports it but who needs it.
 */

import {
  type Aggregator,
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge,
  type MetricObject,
  Registry,
} from 'prom-client'
import type { Response } from '../semantics/exchange.ts'
import type { Server } from '../server/server.ts'
import type { Tally } from '../server/tally.ts'
import type { Figures } from '../server/worker-messages.ts'
import type { CacheTally } from '../site/file-options.ts'
import { textPage } from './monitoring.ts'
import type { ReadFigures } from './shared-figures.ts'

/** Labels and a number. */
type Sample = readonly [labels: Readonly<Record<string, string>>, value: number]

/** All samples of each metric, by its name in the table below. */
type Samples = Readonly<Record<Name, readonly Sample[]>>

type Name = (typeof METRICS)[number]['name']

// biome-ignore format: one metric a line reads as the table it is
const METRICS = [
  { kind: 'gauge',   name: 'octets_build_info',               labels: ['version'],          help: 'The version that runs; always 1.' },
  { kind: 'gauge',   name: 'octets_workers',                  labels: [],                   help: 'Processes that these figures are the sum of.' },
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
function readSamples(sources: Sources): Samples {
  const { version, server, tally, cacheTally, droppedLines } = sources
  const { receivedOctets, sentOctets } = server.traffic()
  const states = server.states()
  return {
    octets_build_info: [[{ version }, 1]],
    octets_workers: [[{}, 1]],
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

/** @returns reads what this process has counted, and what Node and the system know of it */
export function figuresReader(sources: () => Sources): ReadFigures {
  const registry = new Registry()
  // Descriptors, memory, start time, garbage collection, delay of the event loop.
  collectDefaultMetrics({ register: registry })
  const metrics = METRICS.map(({ kind, name, labels, help }) => {
    const settings = { name, help, labelNames: labels, registers: [registry] }
    const metric: Counter | Gauge = kind === 'gauge' ? new Gauge(settings) : new Counter(settings)
    return { name, metric }
  })
  return async () => {
    const samples = readSamples(sources())
    for (const { name, metric } of metrics) {
      metric.reset()
      for (const [labels, value] of samples[name]) metric.inc(labels, value)
    }
    return (await registry.getMetricsAsJSON()).map((metric) => ({
      ...metric,
      aggregator: aggregatorOf(metric),
      // A measure without samples yet is no number, which JSON cannot say.
      values: metric.values.filter(({ value }) => !Number.isNaN(value)),
    }))
  }
}

/** What becomes of one metric of several processes. */
function aggregatorOf({ name, aggregator }: MetricObject): Aggregator {
  if (name === 'process_start_time_seconds') return 'min'
  if (name === 'octets_build_info') return 'first'
  // An average would hide the one process that is slow.
  return aggregator === 'average' ? 'max' : aggregator
}

/** What goes on to count when processes have ended: nothing that is a state. */
export async function sumOfEnded(parts: readonly Figures[]): Promise<Figures> {
  const all = await AggregatorRegistry.aggregate([...parts]).getMetricsAsJSON()
  // The types have numbers, which prom-client never had: these are words.
  return all.filter(({ type }) => String(type) !== 'gauge')
}

/**
 * The page for Prometheus.
 *
 * @param read the figures of one process or several, to be added up
 */
export function metricsPage(read: () => Promise<readonly Figures[]>): () => Promise<Response> {
  return async () => {
    const registry = AggregatorRegistry.aggregate([...(await read())])
    return textPage(200, await registry.metrics(), ['Content-Type', registry.contentType])
  }
}
