/**
 * Results as the programs of the bench write them, with figures that nobody has measured: each is
 * different, so that a test can look for it.
 */

let last = 100

/** Not told before, and never a round number. */
function figure(): number {
  last += 1.37
  return Number(last.toFixed(2))
}

function figures(): readonly number[] {
  return [figure(), figure(), figure()]
}

function estimate(middle: number): object {
  const nudge = figure() / 1e6
  return { median: middle + nudge, low: middle * 0.9 + nudge, high: middle * 1.1 + nudge }
}

/** @param text what every text of the result is given as, when it matters */
function runOf(date: string, text: (given: string) => string): object {
  const node = text('v20.20.2')
  return { date, commit: text('abc1234'), node, processor: text('a processor'), cores: 2 }
}

const plain = (given: string): string => given

export function serverResult(date = '2026-01-02T03:04:05.678Z', text = plain): object {
  const scenario = (name: string, unit: string): object => ({
    name: text(name),
    what: text('what is done'),
    unit,
    tool: unit === 'ms' ? 'none' : 'wrk',
    results: ['octets', 'null', 'nginx'].map((contender) => ({
      contender: text(contender),
      version: text('1.2.3'),
      values: figures(),
      ...(unit.endsWith('/s') && {
        requestsPerSecond: figure(),
        octetsPerSecond: figure(),
        cpuMicrosecondsPerRequest: figures(),
        p50: figure(),
        p99: figure(),
        bottleneck: contender === 'null' ? 'client' : 'server',
      }),
    })),
  })
  const target = (work: string, verdict: string, middle?: number): object => ({
    work: text(work),
    than: text('nginx'),
    wanted: 1.25,
    sense: work === 'start' ? 'at-most' : 'at-least',
    ...(middle !== undefined && { estimate: estimate(middle) }),
    // Older results have none.
    ...(verdict === 'met' && { pairs: [figures(), figures()] }),
    verdict,
    ...(verdict === 'missed' && { note: text('missed by 20 %') }),
  })
  return {
    kind: 'server',
    run: runOf(date, text),
    seconds: 4,
    rounds: 3,
    roundsOfAll: 2,
    slices: 5,
    scenarios: [
      scenario('1 KiB', 'requests/s'),
      scenario('100 MiB', 'octets/s'),
      scenario('start', 'ms'),
      scenario('memory', 'octets'),
    ],
    targets: [
      target('1 KiB', 'met', 1.5),
      target('100 MiB', 'missed', 1),
      target('start', 'not shown', 1.25),
      target('memory', 'not measured'),
    ],
  }
}

export function parserResult(date = '2026-01-03T03:04:05.678Z', text = plain): object {
  const row = (sample: string, subject: string, segmentOctets?: number): object => ({
    sample: text(sample),
    octets: 703,
    ...(segmentOctets !== undefined && { segmentOctets }),
    subject: text(subject),
    nanoseconds: figure(),
    gigaoctetsPerSecond: figure() / 100,
    allocatedOctets: figure(),
    timesLlhttp: estimate(subject === 'llhttp' ? 1 : 2),
  })
  return {
    kind: 'parser',
    ...runOf(date, text),
    rounds: 3,
    results: ['kitty', 'minimal'].flatMap((sample) =>
      ['offsets', 'strings', 'llhttp', 'http-parser-js'].flatMap((subject) => [
        row(sample, subject),
        row(sample, subject, 1448),
        row(sample, subject, 1),
      ]),
    ),
  }
}

export function scaleResult(date = '2026-01-04T03:04:05.678Z', text = plain): object {
  const series = (name: string, unit: string, verdict: string): object => ({
    name: text(name),
    work: text('open connections'),
    unit,
    costOf: 'all',
    points: [1, 10, 100, 1024].map((work) => ({ work, values: figures() })),
    slope: estimate(1),
    verdict,
  })
  return {
    kind: 'scale',
    run: runOf(date, text),
    series: [
      { ...series('Processor time', 'µs', 'linear or better'), costOf: 'each', isControl: true },
      series('Listing', 'ms', 'worse than linear'),
      series('Memory', 'octets', 'not shown'),
    ],
  }
}
