// What people say.

import type { Episode } from './episode.ts'

export type StatementKind = 'ack' | 'comment' | 'close' | 'silence' | 'maintenance' | 'accept'

export type Cause = 'fault' | 'process' | 'sensor' | 'false'

/** What a person said about an asset or one of its episodes. Times are milliseconds in the clock of the data, but `saidAt` and `undoneAt`, which are UTC. */
export interface Statement {
  readonly id: number
  readonly asset: string
  readonly kind: StatementKind
  readonly who: string
  readonly saidAt: number
  readonly episodeId?: string
  readonly cause?: Cause
  /** Of the episode's first culprit, and the episode's peak: what is similar to it. A silence without a sensor is of the whole asset. */
  readonly sensor?: string
  readonly direction?: Episode['direction']
  readonly peak?: number
  readonly from?: number
  readonly until?: number
  readonly text: string
  readonly undoneAt?: number
  readonly undoneBy?: string
}
