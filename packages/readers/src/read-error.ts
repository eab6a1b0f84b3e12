import type { Problem } from '@acm/pipeline'

/** A file that cannot be read as a sensor history; the message names what was met, `cure` what the user can do about it. */
export class ReadError extends Error implements Problem {
  override readonly name = 'ReadError'
  /** ACM-USAGE-… (a bad option), ACM-SOURCE-… (the file cannot be had), ACM-DATA-… (its content is no history) or ACM-INTERRUPTED. */
  readonly code: string
  readonly cure: string
  /** File and, where there is one, line and column. */
  declare readonly where?: string

  constructor(code: string, message: string, cure: string, where?: string) {
    super(message)
    this.code = code
    this.cure = cure
    if (where !== undefined) this.where = where
  }
}
