import type { Options } from '../flags/definitions.ts'
import type { Terminal } from '../terminal/terminal.ts'

export interface Invocation {
  readonly options: Options
  /** What stands beside the flags, as many as the verb's summary names; the first, or ''. */
  readonly operand: string
  readonly operands: readonly string[]
  readonly terminal: Terminal
}

/** Does the verb's work and gives its exit code; throws a Problem. */
export type Verb = (invocation: Invocation) => Promise<number>
