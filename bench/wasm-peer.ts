/**
 * llhttp compiled to WebAssembly, as undici brings it (the build with SIMD, which undici prefers).
 *
 * Its callbacks say where things are in its memory and no string is made: the same work as our level
 * `offsets`. What is parsed is copied into that memory first, as undici does with each read.
 */

import { createRequire } from 'node:module'
import type { Connection, Subject, Tally } from './parser-subjects.ts'

/** What of the module is used; addresses and lengths are in octets of its memory. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  malloc(octets: number): number
  llhttp_alloc(type: number): number
  llhttp_free(parser: number): void
  /** @returns 0, or the number of an error */
  llhttp_execute(parser: number, octets: number, length: number): number
}

/** The types of Node know its name only; those of browsers would bring all of a browser. */
interface WasmMaker {
  readonly Module: new (octets: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: object }
}

const REQUEST = 1
const INPUT_OCTETS = 65_536

export class WasmPeer implements Subject {
  readonly name = 'llhttp in WASM'
  readonly counts = ['requests', 'refusals', 'fieldLines', 'contentOctets'] as const
  readonly #llhttp: Exports
  readonly #input: number
  readonly #memory: Uint8Array
  #parser: number
  #tally: Tally = { requests: 0, refusals: 0, fieldLines: 0, contentOctets: 0 }
  /** A name or a value that is cut is told in pieces. */
  #isInName = false

  /** @throws when undici is not installed */
  constructor() {
    const load = createRequire(import.meta.url)
    const octets = load('undici/lib/llhttp/llhttp_simd-wasm.js') as Buffer
    const { Module, Instance } = (globalThis as unknown as { WebAssembly: WasmMaker }).WebAssembly
    const { exports } = new Instance(new Module(octets), { env: this.#callbacks() })
    this.#llhttp = exports as Exports
    this.#input = this.#llhttp.malloc(INPUT_OCTETS)
    this.#parser = this.#llhttp.llhttp_alloc(REQUEST)
    this.#memory = new Uint8Array(this.#llhttp.memory.buffer)
  }

  run(connections: readonly Connection[], times: number, tally: Tally): void {
    this.#tally = tally
    for (let turn = 0; turn < times; turn += 1) {
      for (const octets of connections[turn % connections.length]!) {
        this.#memory.set(octets, this.#input)
        if (this.#llhttp.llhttp_execute(this.#parser, this.#input, octets.length) === 0) continue
        tally.refusals += 1
        this.#llhttp.llhttp_free(this.#parser)
        this.#parser = this.#llhttp.llhttp_alloc(REQUEST)
        break
      }
    }
  }

  #callbacks(): Record<string, (parser: number, at: number, length: number) => number> {
    const ignore = (): number => 0
    return {
      wasm_on_message_begin: ignore,
      wasm_on_url: ignore,
      wasm_on_status: ignore,
      wasm_on_header_field: () => {
        this.#isInName = true
        return 0
      },
      wasm_on_header_value: () => {
        if (this.#isInName) this.#tally.fieldLines += 1
        this.#isInName = false
        return 0
      },
      wasm_on_headers_complete: ignore,
      wasm_on_body: (_parser, _at, length) => {
        this.#tally.contentOctets += length
        return 0
      },
      wasm_on_message_complete: () => {
        this.#tally.requests += 1
        return 0
      },
    }
  }
}
