/**
 * Which file is the log, and what if it is moved away?
 *
 * Programs that rotate logs rename the file and then say so: it is opened anew by its name. Nothing
 * here waits: the file may be a FIFO that nobody reads.
 */

import { closeSync, constants, openSync, write, writeSync } from 'node:fs'
import type { LogTarget } from './log-output.ts'

const { O_APPEND, O_CREAT, O_NONBLOCK, O_RDWR, O_WRONLY } = constants
/** Whoever asked and what for is not for everyone to read. */
const MODE = 0o640

export class LogFile implements LogTarget {
  readonly path: string
  #fd: number
  /** What is being written to, which may be the file from before. */
  #writingTo: number | undefined

  /** @throws the system's error when it cannot be opened for writing */
  constructor(path: string) {
    this.path = path
    this.#fd = open(path)
  }

  write(
    octets: Buffer,
    done: (error: NodeJS.ErrnoException | null, written: number) => void,
  ): void {
    const fd = this.#fd
    this.#writingTo = fd
    write(fd, octets, (error, written) => {
      this.#writingTo = undefined
      if (fd !== this.#fd) closeSync(fd)
      done(error, written)
    })
  }

  writeLast(octets: Buffer): void {
    for (let at = 0; at < octets.length; ) at += writeSync(this.#fd, octets, at)
  }

  close(): void {
    closeSync(this.#fd)
  }

  /**
   * Opens the file that has the name now.
   *
   * @throws the system's error when it cannot; the one from before stays in use
   */
  reopen(): void {
    const former = this.#fd
    this.#fd = open(this.path)
    if (former !== this.#writingTo) closeSync(former)
  }
}

function open(path: string): number {
  const flags = O_APPEND | O_CREAT | O_NONBLOCK
  try {
    return openSync(path, flags | O_WRONLY, MODE)
  } catch (error) {
    // A FIFO that nobody reads yet: we hold the other end too, until somebody does.
    if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error
    return openSync(path, flags | O_RDWR)
  }
}
