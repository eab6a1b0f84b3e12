// A strand: the rows of one operating state, in order, with the places where its history is broken. Everything from
// smoothing to fusion works on one strand at a time.

import { type Columns, takeRows } from '../../columns.ts'
import { method } from '../../settings.ts'
import type { Split } from './split.ts'

export interface Strand {
  readonly state: number
  /** Row numbers of the table, ascending. */
  readonly rows: Int32Array
  readonly x: Columns
  /** The first so many rows of the strand are training rows. */
  readonly trainRows: number
  /** Rows of the strand that do not follow the one before: after a pause, in another file, after a change of state. */
  readonly starts: readonly number[]
  /** 1 for the first rows after a change of state: a machine that starts or stops is not judged. */
  readonly transient: Uint8Array
  /** As `transient`, and also the last training row before a change, a mean over two states as often as not; for learning. */
  readonly unsteady: Uint8Array
}

/** What is known of the rows of a table before they are divided: the state of each, and whether the machine has not settled. */
export interface Course {
  readonly states: Uint8Array
  readonly moving: Uint8Array
  /** Of each state: rows after a change into it that may be a transient. */
  readonly transients: readonly number[]
}

/** Rows in a row after a change, from position `begin` of a strand, that are not to be judged. */
function transientRows(rows: Int32Array, moving: Uint8Array, begin: number, most: number): number {
  let count = 0
  while (count < most && (count < method.transientRows || moving[rows[begin + count]])) count++
  return count
}

/** The rows of one state. */
export function strandOf(
  state: number,
  { states, moving, transients }: Course,
  x: Columns,
  { trainRows, starts: breaks }: Pick<Split, 'trainRows' | 'starts'>,
): Strand {
  const rows = Int32Array.from(states.keys()).filter((row) => states[row] === state)
  const broken = new Set(breaks)
  const starts: number[] = []
  const transient = new Uint8Array(rows.length)
  const unsteady = new Uint8Array(rows.length)
  rows.forEach((row, i) => {
    const changed = row > 0 && !broken.has(row) && states[row - 1] !== state
    if (i === 0 || changed || broken.has(row)) starts.push(i)
    if (changed) transient.fill(1, i, i + transientRows(rows, moving, i, transients[state]))
    if (row + 1 < trainRows && states[row + 1] !== state) unsteady[i] = 1
  })
  const unsteadyToo = unsteady.map((flag, i) => flag | transient[i])
  return { state, rows, x: takeRows(x, rows), trainRows: rows.filter((row) => row < trainRows).length, starts, transient, unsteady: unsteadyToo }
}

/** One strand for each state that training rows show. Cost: a copy of the matrix when there are two. */
export function strands(x: Columns, course: Course, split: Split): Strand[] {
  return [...new Set(course.states.subarray(0, split.trainRows))].sort().map((state) => strandOf(state, course, x, split))
}
