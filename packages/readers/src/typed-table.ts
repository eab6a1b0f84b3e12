import type { History } from '@acm/contract'
import type { TimeChoice } from './time-choice.ts'

/** A table whose columns have types, as read, with what had to be found out. */
export interface TypedTable {
  /** What it was read from, in words. */
  readonly format: string
  readonly bytes: number
  readonly history: History
  /** The time column's name, and why it is that one. */
  readonly time: Pick<TimeChoice, 'evidence' | 'assumed' | 'column'> & { readonly name: string }
  /** Of each sensor: its column, from 0. */
  readonly columns: readonly number[]
}
