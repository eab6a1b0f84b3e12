import type { Problem } from './types.ts'

/** The data cannot carry an analysis. `code` starts with ACM-DATA; the message gives the numbers, `cure` what helps. */
export class DataError extends Error implements Problem {
  override readonly name: string = 'DataError'
  readonly code: string
  readonly cure: string
  declare readonly where?: string

  constructor(code: string, message: string, cure: string, where?: string) {
    super(message)
    this.code = code
    this.cure = cure
    if (where !== undefined) this.where = where
  }
}

/** A setting that cannot be followed. `code` starts with ACM-USAGE. */
export class UsageError extends DataError {
  override readonly name = 'UsageError'
}

/** The caller asked to stop. */
export class Interrupted extends DataError {
  override readonly name = 'Interrupted'

  constructor() {
    super('ACM-INTERRUPTED', 'the run was cancelled', 'start it again; nothing was written')
  }
}
