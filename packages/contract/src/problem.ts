// What every error a user can meet carries beside its message.

type Task = 'analyze' | 'episodes' | 'inspect' | 'models' | 'promote' | 'runs' | 'score' | 'silences' | 'train' | 'undo'

/** What a cure asks for, as data; a face adds how: a flag, a verb, a button. */
export type Means =
  /** An option of reading or of a run, by its name in settings: "timeZone". */
  { readonly option: string } | { readonly task: Task; readonly of?: string | number }

export interface ProblemDetails {
  /** File, line and column, with the offending cell quoted, where there is one; of a store its path. */
  readonly where?: string | undefined
  readonly means?: readonly Means[]
  /** The error underneath. */
  readonly cause?: unknown
}

/** A problem as data, to cross a thread or a wire. */
export interface ProblemJson {
  readonly code: string
  readonly message: string
  readonly cure: string
  readonly where?: string
  readonly means: readonly Means[]
}

/**
 * What happened, in words a plant engineer understands, and what cures it. `code` starts with ACM-USAGE (a setting that cannot be followed),
 * ACM-DATA (the data cannot carry what was asked), ACM-SOURCE (a file cannot be had), ACM-STORE, ACM-MEMORY or ACM-INTERRUPTED.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: string
  /** What can be done about it; never how a certain face does it, which `means` leaves to the face. */
  readonly cure: string
  readonly where?: string
  readonly means: readonly Means[]

  constructor(code: string, message: string, cure: string, { where, means = [], cause }: ProblemDetails = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.cure = cure
    if (where !== undefined) this.where = where
    this.means = means
  }

  toJSON(): ProblemJson {
    const { code, message, cure, where, means } = this
    return { code, message, cure, ...(where !== undefined && { where }), means }
  }
}

export const problemFrom = ({ code, message, cure, where, means }: ProblemJson): Problem => new Problem(code, message, cure, { where, means })

/** The caller asked to stop. */
export const interrupted = (): Problem => new Problem('ACM-INTERRUPTED', 'the run was cancelled', 'start it again; nothing was written')
