/**
 * HTTP on one socket, from accept to close. Octets, time and errors meet here.
 *
 *   octets ──▶ parser ──▶ head ──▶ handler ──▶ response ──▶ writer ──▶ octets
 *
 * Requests are answered one after the other. While a response is being made or sent no further head
 * is pulled from the parser, and past a bound the socket is paused: so pipelined answers leave in
 * order, and a client that never reads fills its own buffers, not ours. A handler that answers at
 * once is answered within the loop, and everything the loop produced leaves in one write.
 *
 * The states are those of message/lifecycle.ts. An exchange is over when both halves are: its request
 * has ended, read by the handler or discarded within a bound, and its response has been sent.
 *
 * This file is the only place that catches a ProtocolError. How a connection ends is tear-down.ts's.
 */

import type { Socket } from 'node:net'
import type { LifecycleEvent, LifecycleState } from '../message/lifecycle.ts'
import { ProtocolError } from '../message/protocol-error.ts'
import type { RequestHead } from '../message/request-head.ts'
import type { RequestEvent } from '../message/request-parser.ts'
import { discardContent, type Response } from '../semantics/exchange.ts'
import { answer, faultResponse, type HttpContext, mayPersist, send } from './answer.ts'
import { ConnectionState } from './connection-state.ts'
import type { Conversation } from './conversation.ts'
import { AbortError, type ContentFeed, Exchange } from './exchange.ts'
import { holdClock, releaseClock } from './held-clock.ts'
import { isGone } from './piece-writer.ts'
import { plainResponse, unavailableResponse } from './plain-response.ts'
import { RequestReader } from './request-reader.ts'
import { LAST, ResponseWriter, type WriterEvents } from './response-writer.ts'
import { expectAfter, tearDown } from './tear-down.ts'
import { tellFault, tellRejection } from './telling.ts'
import { type ConnectionWatcher, watchConnection } from './watcher.ts'

export class HttpConnection implements Conversation, ContentFeed, WriterEvents {
  readonly remoteAddress: string
  readonly #socket: Socket
  readonly #context: HttpContext
  readonly #reader: RequestReader
  readonly #writer: ResponseWriter
  readonly #state: ConnectionState
  #watch: ConnectionWatcher | undefined
  #exchange: Exchange | undefined
  #requests = 0
  #isAdvancing = false
  #isStopping = false
  /** The client has closed its side. */
  #clientEnded = false

  constructor(socket: Socket, context: HttpContext, remoteAddress: string) {
    this.#socket = socket
    this.#context = context
    this.remoteAddress = remoteAddress
    this.#state = new ConnectionState(context.limits)
    this.#reader = new RequestReader(socket, context.limits)
    this.#watch = watchConnection(socket, remoteAddress, context)
    this.#writer = new ResponseWriter(socket, this)
  }

  octets(octets: Buffer): void {
    if (this.#context.lookout.watcher !== undefined) this.#show(octets)
    if (this.#state.current === 'lingering' || this.#state.current === 'closed') return
    this.#reader.push(octets)
    if (this.#state.current === 'answering') this.#state.moved(octets.length)
    this.#advance()
  }

  get state(): LifecycleState {
    return this.#state.current
  }

  #show(octets: Buffer): void {
    this.#watch ??= watchConnection(this.#socket, this.remoteAddress, this.#context)
    const isBetween = this.#state.current === 'idle' && this.#reader.isBetweenMessages
    this.#watch?.received(octets, isBetween ? 'between-messages' : 'in-message')
  }

  ended(): void {
    this.#clientEnded = true
    this.#advance()
  }

  drained(): void {
    this.#state.touch()
    this.#advance()
  }

  /** Answers one client too many, instead of listening to it (RFC 9110 §15.6.4). */
  turnAway(): void {
    this.#refuse(unavailableResponse(), 'fault')
  }

  stop(): void {
    this.#isStopping = true
    // A request may be under way that was sent before we stopped: it is worth a moment.
    setTimeout(() => {
      if (this.#state.current === 'idle') this.#hangUp('stop')
    }, this.#context.limits.stopGraceMilliseconds)
  }

  closed(): void {
    this.#watch?.closed()
    this.#state.move('gone')
    const exchange = this.#exchange
    this.#exchange = undefined
    exchange?.lose('The client has gone')
    exchange?.tellLoss(this.#writer.contentOctets)
  }

  tick(now: number): void {
    const exchange = this.#exchange
    if (exchange === undefined) this.#reader.rest()
    // A handler may take its time: only the client is held to progress, when it is its turn.
    const isWaitedFor = exchange?.isClientsTurn || this.#socket.writableLength > 0
    if (exchange !== undefined && !isWaitedFor) this.#state.touch()
    if (this.#socket.writableFinished) this.#state.flushed()
    exchange?.tellProgress(this.#writer.contentOctets, now)
    if (!this.#state.isOverdue(now)) return
    const state = this.#state.current
    const isUnanswered = exchange !== undefined && exchange.response === undefined
    if (state === 'idle') this.#hangUp('timeout')
    else if (state === 'reading' || isUnanswered) this.#refuse(plainResponse(408), 'timeout')
    else this.#socket.destroy()
  }

  contentWanted(exchange: Exchange): void {
    if (exchange.awaitsContinue && exchange.response === undefined) {
      exchange.awaitsContinue = false
      this.#writer.sendContinue()
    }
    this.#advance()
  }

  progressed(octets: number): void {
    this.#state.moved(octets)
  }

  sent(): void {
    if (this.#state.current === 'answering' && this.#exchange !== undefined)
      this.#responded(this.#exchange)
    this.#advance()
  }

  failed(error: unknown): void {
    // Otherwise this is how the client's leaving shows.
    if (!isGone(this.#socket)) this.#context.journal.failed?.(error, 'sending content')
    this.#socket.destroy()
  }

  /** Pulls events as far as octets and the exchange in progress allow, then writes the answers. */
  #advance(): void {
    if (this.#isAdvancing) return
    this.#isAdvancing = true
    holdClock()
    let isStarved = false
    try {
      while (!isStarved && this.#mayPull()) {
        const event = this.#reader.next()
        if (event.kind === 'need-octets') isStarved = true
        else this.#take(event)
      }
    } catch (error) {
      this.#fail(error)
    }
    this.#isAdvancing = false
    releaseClock()
    if (this.#state.current === 'idle' && !this.#reader.isBetweenMessages)
      this.#state.move('octets')
    this.#writer.leave()
    if (this.#clientEnded && isStarved) this.#giveUpOnClient()
    if (this.#state.current === 'lingering') this.#reader.abandon()
    else this.#reader.regulate()
  }

  #mayPull(): boolean {
    switch (this.#state.current) {
      case 'idle':
      case 'reading':
        // A client that does not read its answers gets no more of them.
        return !this.#socket.writableNeedDrain
      case 'answering':
        return this.#exchange?.isClientsTurn === true
      case 'lingering':
      case 'closed':
        return false
    }
  }

  #take(event: RequestEvent): void {
    switch (event.kind) {
      case 'head':
        this.#begin(event.head)
        return
      case 'content':
        this.#takeContent(event.octets)
        return
      case 'end':
        this.#exchange?.end()
        if (this.#exchange?.responseEnded) this.#finish()
    }
  }

  #begin(head: RequestHead): void {
    if (this.#state.current === 'idle') this.#state.move('octets')
    this.#state.move('head')
    this.#requests += 1
    const exchange = new Exchange(head, this, this.#context)
    this.#exchange = exchange
    const response = answer(exchange, this.#context)
    if (!('then' in response)) this.#answer(exchange, response)
    else {
      response
        .then((later) => {
          this.#answer(exchange, later)
          this.#advance()
        })
        .catch((error: unknown) => this.#fail(error))
    }
  }

  #answer(exchange: Exchange, response: Response): void {
    if (exchange !== this.#exchange || this.#state.current !== 'answering') {
      discardContent(response.content)
      return
    }
    const isLast = this.#isStopping || this.#requests >= this.#context.limits.requestsPerConnection
    if (isLast || !mayPersist(exchange, response, this.#context.limits)) exchange.persistent = false
    const progress = send(response, exchange, this.#writer, this.#context)
    if (progress === 'complete') this.#responded(exchange)
  }

  #responded(exchange: Exchange): void {
    exchange.responseEnded = true
    exchange.tell(this.#writer.contentOctets, 'complete')
    if (!exchange.persistent) this.#hangUp('last-answered')
    else if (exchange.requestEnded) this.#finish()
  }

  #finish(): void {
    this.#exchange = undefined
    this.#state.move('answered')
    if (this.#isStopping) this.stop()
  }

  #takeContent(octets: Uint8Array): void {
    const exchange = this.#exchange!
    if (exchange.isContentWanted) exchange.deliver(octets)
    else exchange.discardedOctets += octets.length
    if (exchange.discardedOctets > this.#context.limits.drainOctets) this.#hangUp('last-answered')
  }

  /** The one place where faults end up; anything else is a bug of ours, and ends this connection. */
  #fail(error: unknown): void {
    if (!(error instanceof ProtocolError)) {
      this.#context.journal.failed?.(error, 'serving a connection')
      this.#socket.destroy()
      return
    }
    tellFault(error, this.#reader.parser, this.remoteAddress, this.#context)
    const exchange = this.#exchange
    exchange?.abort(error)
    if (exchange?.response === undefined) this.#refuse(faultResponse(error, this.#context), 'fault')
    else if (exchange.responseEnded) this.#hangUp('fault')
    else exchange.persistent = false
  }

  #refuse(response: Response, event: 'fault' | 'timeout'): void {
    if (this.#state.current === 'idle') this.#state.move('octets')
    const exchange = this.#exchange
    this.#writer.send(response, { ...LAST, method: exchange?.method ?? 'GET' })
    const octets = this.#writer.contentOctets
    const entry = { remoteAddress: this.remoteAddress, status: response.status, octets }
    if (exchange === undefined) tellRejection(entry, this.#reader.parser, this.#context)
    else exchange.tellRefusal(response, octets)
    this.#hangUp(event)
  }

  /** Closes our side; what arrives from now on is dropped. */
  #hangUp(event: LifecycleEvent): void {
    this.#state.move(event)
    const exchange = this.#exchange
    this.#exchange = undefined
    exchange?.lose('The connection is closing')
    this.#writer.flush()
    const isAnswered = exchange !== undefined && event === 'last-answered'
    tearDown(this.#socket, isAnswered ? expectAfter(exchange, this.#reader.unread) : 'octets')
  }

  /** The client has closed its side and everything it sent has been looked at. */
  #giveUpOnClient(): void {
    if (this.#state.current === 'idle' || this.#state.current === 'reading') this.#hangUp('fin')
    else if (this.#exchange !== undefined && !this.#exchange.requestEnded) {
      this.#exchange.persistent = false
      this.#exchange.abort(new AbortError('The client closed in the middle of its content'))
      if (this.#exchange.responseEnded) this.#hangUp('last-answered')
    }
  }
}
