/**
 * The pages around the two diagrams: the picture, and the table it was drawn from.
 */

import { LIFECYCLE, type LifecycleEvent, type LifecycleState } from '../../src/message/lifecycle.ts'
import { STATES } from '../../src/trace/states.ts'
import { MEANINGS } from './lifecycle-diagram.ts'
import { linkRule, MADE, prose, table } from './markdown.ts'

// biome-ignore format: one event a line reads as the table it is
const EVENTS: Readonly<Record<LifecycleEvent, string>> = {
  octets:          'the first octets of a message arrive',
  head:            'its field section is complete',
  answered:        'the exchange is over, and the connection persists',
  'last-answered': 'the exchange is over, and the connection does not persist',
  fault:           'the message is broken',
  timeout:         'the deadline of the state has passed',
  fin:             'the client will send no more',
  stop:            'the server stops',
  gone:            'the socket is closed',
}

export function lifecyclePage(): string {
  const states = Object.keys(LIFECYCLE) as LifecycleState[]
  const rows = Object.entries(EVENTS).map(([event, says]) => [
    `\`${event}\`: ${says}`,
    ...states.map((state) => LIFECYCLE[state][event as LifecycleEvent] ?? ''),
  ])
  return `${MADE}

# The lifecycle of a connection

One table, [\`LIFECYCLE\`](../src/message/lifecycle.ts), says what a connection may do. The server walks it
([\`connection-state.ts\`](../src/server/connection-state.ts)), the tests try every cell, and the picture and
the table below are made from it.

<img src="lifecycle.svg" alt="State diagram: idle, reading, answering, and back to idle while the connection persists; lingering and closed otherwise. The table below says the same.">

${table(
  ['state', 'meaning'],
  states.map((state) => [`\`${state}\``, MEANINGS[state]]),
)}
An event down, a state across, and in the cell where it leads:

${table(['', ...states.map((state) => `\`${state}\``)], rows)}
An empty cell is an event that the server never reports in that state. Meeting one is a bug of ours and not
the client's fault, so it is an assertion and not a 400.

Two things to notice. Only \`gone\` leads to \`closed\`: a server that closes while the client is still sending
makes the client's system throw away the answer it has not read yet, so our side is closed first, and what
still comes is read and dropped for a while (${linkRule('RFC 9112 §9.6')}). And \`answering\` has no \`fin\`:
a client that has sent all it will may be waiting for its answer, so the news is kept until that has been
sent.
`
}

export function parserPage(): string {
  const rows = STATES.map(({ name, says, rule, edges }) => [
    `\`${name}\``,
    prose(says),
    linkRule(rule),
    edges
      .map(({ to, on }) => (to === name ? `${prose(on)}: stay` : `${prose(on)} → \`${to}\``))
      .join('<br>'),
  ])
  return `${MADE}

# The states of the parser

What is read next, and what leads from there: [\`STATES\`](../src/trace/states.ts), which a test holds
against what the parser does with every golden file of [\`test/wire/\`](../test/wire/).

<img src="parser-states.svg" alt="State diagram: the request line, the field section, then content by length or chunks with trailers, and back to the start. The table below says the same.">

${table(['state', 'what is read', 'rule', 'what leads where'], rows)}
From any state, an octet at fault leads to \`failed\`; [the faults](faults.md) are a table too.

Two things to notice. The three ways out of \`field-name\` at an empty line are the whole question of where a
body ends (${linkRule('RFC 9112 §6.3')}): [\`body-framing.ts\`](../src/message/body-framing.ts) decides it
once, from the fields alone. And inside lines there is no state for each octet: the parser looks for the end
of a run ([\`scan.ts\`](../src/message/scan.ts)), and goes on there when the network cut the run in two.
`
}
