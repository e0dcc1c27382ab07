/**
 * What did this head decide, and why, in words?
 *
 * The decisions are the parser's; here they are only read off the head and put into a sentence with
 * the section that made them.
 *
 * Spec: RFC 9112 §3.2 (Host), §6.3 (body), §9.3 (persistence); RFC 9110 §10.1.1 (Expect).
 */

import type { RequestHead } from '../message/request-head.ts'
import type { DecisionRecord } from './records.ts'
import { countOctets } from './remarks.ts'

type Decision = Pick<DecisionRecord, 'about' | 'says' | 'rule'>

export function explainHead(head: RequestHead): readonly Decision[] {
  const expectation = explainExpectation(head)
  const decisions = [explainHost(head), explainFraming(head), explainPersistence(head)]
  return expectation === undefined ? decisions : [...decisions, expectation]
}

function explainHost(head: RequestHead): Decision {
  const authority = head.authority()
  if (head.form === 'absolute-form' || head.form === 'authority-form') {
    const rule = head.form === 'absolute-form' ? 'RFC 9112 §3.2.2' : 'RFC 9112 §3.2.3'
    return { about: 'host', says: `for ${authority}: the target says so, whatever Host says`, rule }
  }
  const says = head.fields.has('host')
    ? `for ${authority === '' ? 'no host: Host is empty' : `${authority}: Host`}`
    : 'for no host: HTTP/1.0 without Host'
  return { about: 'host', says, rule: 'RFC 9112 §3.2' }
}

function explainFraming({ framing }: RequestHead): Decision {
  return { about: 'framing', says: framingSentence(framing), rule: 'RFC 9112 §6.3' }
}

function framingSentence(framing: RequestHead['framing']): string {
  switch (framing.kind) {
    case 'none':
      return 'no body: neither Content-Length nor Transfer-Encoding'
    case 'content-length':
      return framing.octets === 0
        ? 'no content: Content-Length is 0'
        : `${countOctets(framing.octets)} of content: Content-Length`
    case 'chunked':
      return 'content in chunks, until the one of size 0: Transfer-Encoding'
  }
}

/** Whether more requests may follow this one on its connection. */
export function staysOpen({ method, persistent }: RequestHead): boolean {
  return persistent && method !== 'CONNECT'
}

function explainPersistence(head: RequestHead): Decision {
  if (head.method === 'CONNECT') {
    const says = 'closes: what follows CONNECT need not be requests'
    return { about: 'persistence', says, rule: 'RFC 9110 §9.3.6' }
  }
  return { about: 'persistence', says: persistenceSentence(head), rule: 'RFC 9112 §9.3' }
}

function persistenceSentence({ version, persistent, fields }: RequestHead): string {
  if (persistent) {
    return version === '1.1'
      ? 'stays open: HTTP/1.1, no close'
      : 'stays open: HTTP/1.0 with keep-alive'
  }
  const isTold = version === '1.1' || /\bclose\b/i.test(fields.get('connection') ?? '')
  return isTold ? 'closes: Connection says close' : 'closes: HTTP/1.0 without keep-alive'
}

function explainExpectation({ expectation, version, fields }: RequestHead): Decision | undefined {
  if (!fields.has('expect')) return undefined
  return { about: 'expectation', says: sentence(), rule: 'RFC 9110 §10.1.1' }

  function sentence(): string {
    if (version === '1.0') return 'nothing expected: an HTTP/1.0 client cannot wait'
    return expectation === '100-continue'
      ? 'the client may wait for 100 (Continue) before it sends content'
      : 'cannot be met: 100-continue alone is known, so the answer is 417'
  }
}
