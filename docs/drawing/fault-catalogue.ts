/**
 * In which ways can a request be wrong, and what does each look like?
 *
 * Every row of FAULTS, with what accepting it would cost and the shortest golden file of test/wire/
 * that provokes it. A fault without such a file stops the printing.
 *
 * Spec: RFC 9112 §2.2, §11; each row its section.
 */

import { DEFAULT_LIMITS, type MessageLimits } from '../../src/message/limits.ts'
import { FAULTS, type FaultCode } from '../../src/message/protocol-error.ts'
import { reasonPhrase } from '../../src/semantics/status.ts'
import { CONSEQUENCES } from '../../src/trace/consequences.ts'
import { limitMeters } from '../../src/trace/limit-meters.ts'
import { visibleText } from '../../src/trace/visible-octets.ts'
import { FIXTURES, type Fixture } from '../../test/wire/fixtures.ts'
import { linkRule, MADE, prose, table } from './markdown.ts'

interface Example {
  readonly fixture: Fixture
  /** Of the octet at fault. */
  readonly offset: number
}

/** Where another golden file than the shortest shows more of what the fault is about. */
const TELLING: Readonly<Partial<Record<FaultCode, string>>> = {
  'line-end-malformed': 'bare-lf',
  'method-malformed': 'method-malformed',
  'target-malformed': 'target-with-fragment',
  'version-malformed': 'version-lowercase',
  'content-length-malformed': 'content-length-list',
  'length-conflict': 'cl-te',
  'content-too-large': 'content-too-large',
  'chunk-size-malformed': 'chunk-size-prefix',
  'chunk-end-malformed': 'chunk-end-malformed',
}

export function faultCatalogue(): string {
  const codes = Object.keys(FAULTS) as FaultCode[]
  return `${MADE}

# The faults

What octets refuses: the ${codes.length} rows of [\`protocol-error.ts\`](../src/message/protocol-error.ts). A
message that two recipients may frame differently is how requests are smuggled
(${linkRule('RFC 9112 §11.2')}), so what is wrong is refused
and never repaired. A fault is answered with its status, and the connection ends.

Below, each with what accepting it would cost and a request that provokes it, octet for octet a golden
file of [\`test/wire/\`](../test/wire/). ␍ is CR, ␊ is LF, ␉ is HTAB, · an octet past ASCII; the caret marks
the octet at fault, where the parser stops. See one happen: \`octets trace test/wire/cl-te.http\`.

${table(['code', 'status', 'rule', 'what is wrong'], codes.map(summary))}
${codes.map(section).join('\n')}`
}

function summary(code: FaultCode): readonly string[] {
  const { status, rule, says } = FAULTS[code]
  return [`[\`${code}\`](#${anchor(code)})`, String(status), linkRule(rule), prose(says)]
}

/** As GitHub makes it of a heading: dots are left out. */
function anchor(code: FaultCode): string {
  return code.replaceAll('.', '')
}

function section(code: FaultCode): string {
  const { status, rule, says } = FAULTS[code]
  const example = exampleOf(code)
  const { name } = example.fixture
  return `## ${code}

**${prose(says)}.** ${status} (${reasonPhrase(status)}), ${linkRule(rule)}.

${prose(CONSEQUENCES[code])}

\`\`\`text
${drawOctets(example)}
\`\`\`

[\`${name}.http\`](../test/wire/${name}.http)${boundOf(code, example.fixture)}
`
}

/** A telling golden file, or the shortest that comes to this fault. */
function exampleOf(code: FaultCode): Example {
  const found = FIXTURES.flatMap((fixture) => {
    const [, offset] = faultLine(code).exec(fixture.trace ?? '') ?? []
    return offset === undefined ? [] : [{ fixture, offset: Number(offset) }]
  })
  const length = ({ fixture }: Example): number => fixture.octets.length
  const [shortest] = [...found].sort((one, other) => length(one) - length(other))
  const wanted = TELLING[code]
  const chosen = wanted === undefined ? shortest : found.find((one) => one.fixture.name === wanted)
  if (chosen === undefined) throw new Error(`No golden file comes to ${code}`)
  return chosen
}

/** Its line in a golden trace; the offset is captured. */
function faultLine(code: FaultCode): RegExp {
  return new RegExp(`^ *(\\d+)  fault .* ${code.replaceAll('.', '\\.')} \\(`, 'm')
}

/** Which limit the example crosses; nothing for a fault of syntax. */
function boundOf(code: FaultCode, { limits }: Fixture): string {
  const limit = limitOf(code)
  if (limit === undefined) return ''
  const usual = DEFAULT_LIMITS[limit]
  if (limits[limit] === usual) return `, past \`${limit}\`: ${usual}`
  return `, read with \`${limit}\` at ${limits[limit]} in place of ${usual}`
}

function limitOf(code: FaultCode): keyof MessageLimits | undefined {
  const limits = DEFAULT_LIMITS
  return limitMeters({ limits, usage: limits }).find((meter) => meter.code === code)?.limit
}

/** A line of text for each line of octets, and a caret under the octet at fault. */
function drawOctets({ fixture, offset }: Example): string {
  const lines = fixture.octets.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? []
  let start = 0
  return lines
    .flatMap((line) => {
      const column = offset - start
      start += line.length
      const isHere = column >= 0 && column < line.length
      if (!isHere) return visibleText(line)
      return [visibleText(line), `${' '.repeat(column)}^ octet ${offset}`]
    })
    .join('\n')
}
