/**
 * How do lines get out, without anybody waiting for them?
 *
 *   add ──▶ gathered for a moment ──▶ one write at a time ──▶ a file, a pipe, a terminal
 *                  └── no room: dropped, and counted
 *
 * Lines are written together, so that a log at full load costs a write a moment and not one a request. What
 * cannot be written, because a disk is full or nobody reads, is kept up to a bound and tried again; past
 * the bound lines are dropped, and when there is room again a record says how many.
 */

/** Short enough to feel immediate. */
const GATHER_MILLISECONDS = 50
const RETRY_MILLISECONDS = 100
/** What is kept while nothing can be written: several thousand lines. */
const KEPT_CHARS = 1024 * 1024

/** Where lines go. One write at a time. */
export interface LogTarget {
  /** Hears how many octets were written, fewer than all when there was no room for more. */
  write(octets: Buffer, done: (error: NodeJS.ErrnoException | null, written: number) => void): void
  /** The last words, which nothing can follow. @throws the system's error */
  writeLast(octets: Buffer): void
}

/** Told, in words and elsewhere, how the log fares. */
export interface LogTrouble {
  /** It cannot be written, for now. Told once until it is well again. */
  failed(error: NodeJS.ErrnoException): void
  /** So many lines were dropped; it is written again. What it adds goes into the log. */
  dropped(lines: number): void
  /** It ends with so many lines unwritten. */
  lost(lines: number): void
}

const NOTHING: Buffer = Buffer.alloc(0)

export class LogOutput {
  /** Lines that there was no room for, in all. */
  droppedLines = 0
  readonly #target: LogTarget
  readonly #trouble: LogTrouble
  #lines = ''
  /** What is being written, or could not be. */
  #octets: Buffer = NOTHING
  /** Dropped since the last record. */
  #dropped = 0
  #isWriting = false
  #hasFailed = false
  #timer: NodeJS.Timeout | undefined

  constructor(target: LogTarget, trouble: LogTrouble) {
    this.#target = target
    this.#trouble = trouble
  }

  /** @param line one or more whole lines */
  add = (line: string): void => {
    if (this.#lines.length + this.#octets.length + line.length > KEPT_CHARS) {
      this.#dropped += 1
      this.droppedLines += 1
      return
    }
    this.#lines += line
    this.#flushIn(GATHER_MILLISECONDS)
  }

  /** Writes what has been gathered, as soon as what was before it is written. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#isWriting) return
    if (this.#octets.length === 0) this.#octets = this.#take()
    if (this.#octets.length === 0) return
    this.#isWriting = true
    this.#target.write(this.#octets, (error, written) => this.#written(error, written))
  }

  /** Writes what is left, at once: the process is about to end. */
  end(): void {
    // What is under way has its octets already.
    const rest = this.#isWriting ? NOTHING : this.#octets
    const octets = Buffer.concat([rest, this.#take()])
    this.#octets = NOTHING
    try {
      if (octets.length > 0) this.#target.writeLast(octets)
      if (this.#dropped > 0) this.#trouble.lost(this.#dropped)
    } catch {
      this.#trouble.lost(this.#dropped + octets.toString().split('\n').length - 1)
    }
  }

  #written(error: NodeJS.ErrnoException | null, written: number): void {
    this.#isWriting = false
    this.#octets = this.#octets.subarray(written)
    if (error !== null) {
      if (!this.#hasFailed && error.code !== 'EAGAIN') this.#trouble.failed(error)
      this.#hasFailed ||= error.code !== 'EAGAIN'
      this.#flushIn(RETRY_MILLISECONDS)
      return
    }
    this.#hasFailed = false
    if (this.#octets.length === 0 && this.#dropped > 0) this.#tellDropped()
    if (this.#octets.length > 0) this.flush()
    else if (this.#lines !== '') this.#flushIn(GATHER_MILLISECONDS)
  }

  #tellDropped(): void {
    const lines = this.#dropped
    this.#dropped = 0
    this.#trouble.dropped(lines)
  }

  #take(): Buffer {
    const octets = Buffer.from(this.#lines)
    this.#lines = ''
    return octets
  }

  #flushIn(milliseconds: number): void {
    this.#timer ??= setTimeout(() => this.flush(), milliseconds).unref()
  }
}
