/**
 * Why does serving not begin?
 *
 * One sentence for stderr, and the exit code: 1 for a failure, 2 for something that was asked for and
 * cannot be.
 */

export class StartError extends Error {
  override readonly name = 'StartError'
  readonly exitCode: 1 | 2

  constructor(exitCode: 1 | 2, sentence: string) {
    super(sentence)
    this.exitCode = exitCode
  }
}

/** The system's name of an error. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? ''
}
