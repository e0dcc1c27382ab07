/**
 * Reads Server-Sent Events with curl, as a viewer that keeps up, and keeps what they say.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import type { TestContext } from 'node:test'
import { until } from './raw-socket.ts'

export interface StreamEvent {
  readonly id: string
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the tests are about
  readonly data: any
}

export class EventStream {
  text = ''
  readonly #child: ChildProcess

  constructor(url: string, fields: readonly string[]) {
    const words = ['-sNi', ...fields.flatMap((field) => ['-H', field]), url]
    this.#child = spawn('curl', words, { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.text += text
    })
  }

  get status(): number {
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(this.text)?.[1])
  }

  /** The events that are complete. */
  get events(): readonly StreamEvent[] {
    return eventsOf(this.text)
  }

  /** The events of this kind, once there are as many; only those of one direction if it is said. */
  async take(count: number, kind: string, direction?: string): Promise<readonly StreamEvent[]> {
    const found = () =>
      this.events.filter(
        ({ data }) =>
          data.kind === kind && (direction === undefined || data.direction === direction),
      )
    await until(() => found().length >= count, `${count} events of kind ${kind}`)
    return found()
  }

  leave(): void {
    this.#child.kill('SIGKILL')
  }
}

export function eventsOf(text: string): readonly StreamEvent[] {
  return [...text.matchAll(/^id: (\S+)\ndata: (.*)\n\n/gm)].map(([, id = '', data = '']) => ({
    id,
    data: JSON.parse(data),
  }))
}

/** Opens a stream and waits for its first line; it is left when the test ends. */
export async function watch(
  t: Pick<TestContext, 'after'>,
  url: string,
  ...fields: readonly string[]
): Promise<EventStream> {
  const stream = new EventStream(url, fields)
  t.after(() => stream.leave())
  await until(() => stream.text.includes('\r\n\r\n'), 'the stream to begin')
  return stream
}
