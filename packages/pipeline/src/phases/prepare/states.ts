// Operating states that show in most sensors at once: a machine that runs and stands, or runs at several loads. Each state is
// then scaled, modelled and calibrated by itself, so that standing is not an anomaly and does not widen what running may do.
//
// A sensor votes when its training values fall into clearly separate heaps (heaps.ts) that it changes between seldom. The sensor with most heaps says
// what states there may be; there are as many when at least half of the sensors vote and each state has its heap in all of them.
// A row's state is the one that most of its sensors are in. Only raw sensor values are asked, never scores: a fault in one
// sensor cannot become a state of its own.

import type { Voter, Ways } from '@acm/contract'
import { type Columns, column } from '../../columns.ts'
import { method } from '../../settings.ts'
import { clearCuts, MOST_HEAPS } from './heaps.ts'
import type { Profile } from './sensors.ts'
import { longestTransients, unsettledRows, usualPaces } from './settling.ts'
import type { Course } from './strands.ts'

const LEAST_AGREEMENT = 0.9
/** Mean rows between changes of a vote: twice the window of the smoothed scale. */
const LEAST_DWELL = 2 * method.meanWindow
/** Rows a state needs for a model of its own: blocks of 32. */
export const LEAST_STATE_ROWS = 160

/** Number of the heap a value is in; a missing one is in the first. */
const heapOf = (value: number, cuts: readonly number[]): number => cuts.reduce((heap, cut) => heap + Number(value > cut), 0)

interface Candidate {
  readonly col: number
  readonly cuts: readonly number[]
  /** Heap of each training row. */
  readonly heaps: Uint8Array
}

function changes(heaps: Uint8Array): number {
  let count = 0
  for (let row = 1; row < heaps.length; row++) if (heaps[row] !== heaps[row - 1]) count++
  return count
}

/** Of each heap of one sensor: the heap in which another mostly is then; undefined where they do not agree, or not all of the other's heaps have a part. */
function counterparts(of: Candidate, other: Candidate): number[] | undefined {
  const counts = Array.from({ length: of.cuts.length + 1 }, () => new Float64Array(other.cuts.length + 1))
  of.heaps.forEach((heap, row) => {
    counts[heap][other.heaps[row]]++
  })
  const most = counts.map((seen) => seen.indexOf(Math.max(...seen)))
  const same = most.reduce((sum, heap, state) => sum + counts[state][heap], 0)
  return same >= LEAST_AGREEMENT * of.heaps.length && new Set(most).size === other.cuts.length + 1 ? most : undefined
}

/** The state of each row by its votes; where several have as many, the one before if it is among them. All 0 without any vote. */
export function statesBy(x: Columns, votes: readonly Voter[]): Uint8Array {
  const states = new Uint8Array(x.rows)
  if (votes.length === 0) return states
  const count = votes[0].heaps.length
  const sums = new Uint16Array(count * x.rows)
  for (const { col, cuts, heaps } of votes)
    column(x, col).forEach((value, row) => {
      if (!Number.isFinite(value)) return
      const heap = heapOf(value, cuts)
      for (let state = 0; state < count; state++) if (heaps[state] === heap) sums[row * count + state]++
    })
  for (let row = 0; row < x.rows; row++) {
    const own = sums.subarray(row * count, (row + 1) * count)
    const most = own.reduce((a, b) => Math.max(a, b))
    const before = states[row - 1] ?? 0
    states[row] = own[before] === most ? before : own.indexOf(most)
  }
  return states
}

/** All that tells how a machine is operated, from who votes on it and the states of the training rows. */
export function waysOf(x: Columns, trained: Uint8Array, votes: readonly Voter[]): Ways {
  if (votes.length === 0) return { votes, transients: [method.transientRows], paces: [] }
  const transients = longestTransients(trained, votes[0].heaps.length)
  return { votes, transients, paces: usualPaces(x, trained, transients) }
}

/** How the machine was operated; a machine of one state never changes it, and is always settled. */
export function courseOf(x: Columns, { votes, paces, transients }: Ways, states = statesBy(x, votes)): Course {
  return { states, transients, moving: votes.length > 0 ? unsettledRows(x, states, paces) : new Uint8Array(x.rows) }
}

/** States are worth a model each: enough rows in each, and where there are more than two, each was come back to. A slow drift passes by and does not return. */
function worthwhile(states: Uint8Array, count: number): boolean {
  return Array.from({ length: count }, (_, state) => {
    const rows = states.reduce((sum, other) => sum + Number(other === state), 0)
    const visits = states.reduce((sum, other, row) => sum + Number(other === state && states[row - 1] !== state), 0)
    return rows >= LEAST_STATE_ROWS && (count === 2 || visits > 1)
  }).every(Boolean)
}

/** The sensors that tell operating states apart in the training rows; none where the machine shows one state only. Cost: a few passes a sensor. */
export function learnStates(x: Columns, trainRows: number, profiles: readonly Profile[]): readonly Voter[] {
  const values = (col: number): Float64Array => column(x, col).subarray(0, trainRows)
  const all = profiles.map(({ sorted }) => clearCuts(sorted))
  for (let count = Math.min(MOST_HEAPS, Math.max(1, ...all.map(([most]) => (most?.length ?? 0) + 1))); count > 1; count--) {
    const candidates = all.flatMap((cutsOf, col): Candidate[] => {
      const cuts = cutsOf.find(({ length }) => length < count)
      if (!cuts) return []
      const heaps = Uint8Array.from(values(col), (value) => heapOf(value, cuts))
      return changes(heaps) * LEAST_DWELL <= trainRows ? [{ col, cuts, heaps }] : []
    })
    const first = candidates.find(({ cuts }) => cuts.length + 1 === count)
    const votes = candidates.flatMap((other): Voter[] => {
      const heaps = first && counterparts(first, other)
      return heaps ? [{ col: other.col, cuts: other.cuts, heaps }] : []
    })
    if (votes.length < 2 || votes.length < x.cols / 2) continue
    if (worthwhile(statesBy(x, votes).subarray(0, trainRows), count)) return votes
  }
  return []
}
