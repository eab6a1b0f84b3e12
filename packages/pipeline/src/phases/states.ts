// Operating states that show in most sensors at once: a machine that runs and stands, or runs at two loads. Each state is
// then scaled, modelled and calibrated by itself, so that standing is not an anomaly and does not widen what running may do.
//
// A sensor votes when its training values fall into two clearly separate heaps (Otsu 1979: the cut with the largest variance
// between the heaps) that it changes between seldom. There are two states when at least half of the sensors vote and
// agree; a row's state is the majority of its votes. Only raw sensor values are asked, never scores: a fault in one
// sensor cannot become a state of its own. Sensors of one heap do not vote: the halves of a normal
// distribution are D = 2.6 apart, those of a uniform one 3.5.

import { type Columns, column } from '../columns.ts'
import { method } from '../settings.ts'
import type { Profile } from './sensors.ts'

export interface Cut {
  readonly at: number
  /** How far the heaps are apart: D = √2·|difference of means| / √(sum of variances) (Ashman et al. 1994). */
  readonly separation: number
  /** Share of the values in the middle third between the heaps' means. */
  readonly middleShare: number
  /** Share of the values in the smaller heap. */
  readonly smaller: number
}

const LEAST_SEPARATION = 4.5
const MOST_IN_MIDDLE = 0.05
const LEAST_SHARE = 0.03
const LEAST_AGREEMENT = 0.9
/** Mean rows between changes of a vote: twice the window of the smoothed scale. */
const LEAST_DWELL = 2 * method.meanWindow
/** Rows a state needs for a model of its own: blocks of 32. */
export const LEAST_STATE_ROWS = 160

const shareWithin = (sorted: Float64Array, low: number, high: number): number =>
  sorted.reduce((count, value) => count + (value > low && value < high ? 1 : 0), 0) / sorted.length

function spreadOf(values: Float64Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length }
}

function separationOf(sorted: Float64Array, at: number): number {
  const [low, high] = [spreadOf(sorted.subarray(0, at)), spreadOf(sorted.subarray(at))]
  return (Math.SQRT2 * (high.mean - low.mean)) / Math.sqrt(low.variance + high.variance)
}

/** The best cut of ascending values into two heaps; `separation` is 0 when they are all equal. Cost: a few passes. */
export function cutOf(sorted: Float64Array): Cut {
  const n = sorted.length
  const pivot = sorted[n >> 1]
  const total = sorted.reduce((sum, value) => sum + (value - pivot), 0)
  const squares = sorted.reduce((sum, value) => sum + (value - pivot) * (value - pivot), 0)
  const variance = squares / n - (total / n) * (total / n)
  let best = { i: 0, between: -1, low: 0, high: 0 }
  let sum = 0
  for (let i = 0; i + 1 < n; i++) {
    sum += sorted[i] - pivot
    const [low, high] = [sum / (i + 1), (total - sum) / (n - i - 1)]
    const between = ((i + 1) / n) * ((n - i - 1) / n) * (high - low) * (high - low)
    if (between > best.between) best = { i, between, low, high }
  }
  if (!(variance > 0)) return { at: pivot, separation: 0, middleShare: 1, smaller: 0 }
  const third = (best.high - best.low) / 3
  return {
    at: (sorted[best.i] + sorted[best.i + 1]) / 2,
    separation: separationOf(sorted, best.i + 1),
    middleShare: shareWithin(sorted, pivot + best.low + third, pivot + best.high - third),
    smaller: Math.min(best.i + 1, n - best.i - 1) / n,
  }
}

const isClear = ({ separation, middleShare, smaller }: Cut): boolean =>
  separation > LEAST_SEPARATION && middleShare < MOST_IN_MIDDLE && smaller >= LEAST_SHARE

function changes(values: Float64Array, at: number): number {
  let count = 0
  for (let row = 1; row < values.length; row++) if (values[row] > at !== values[row - 1] > at) count++
  return count
}

/** A sensor that tells two operating states apart. */
export interface Voter {
  readonly col: number
  readonly at: number
  /** 1 when a high value means state 1, −1 when it means state 0. */
  readonly sign: 1 | -1
}

/** Share of the rows in which two sensors are both above, or both below, their cut. */
function agreement(a: Float64Array, atA: number, b: Float64Array, atB: number): number {
  let same = 0
  for (let row = 0; row < a.length; row++) if (a[row] > atA === b[row] > atB) same++
  return same / a.length
}

function voters(x: Columns, trainRows: number, profiles: readonly Profile[]): Voter[] {
  const train = (col: number): Float64Array => column(x, col).subarray(0, trainRows)
  const clear = profiles
    .map(({ sorted }, col) => ({ col, cut: cutOf(sorted) }))
    .filter(({ col, cut }) => isClear(cut) && changes(train(col), cut.at) * LEAST_DWELL <= trainRows)
  const [first] = clear
  return clear.flatMap(({ col, cut }): Voter[] => {
    const same = agreement(train(first.col), first.cut.at, train(col), cut.at)
    if (same >= LEAST_AGREEMENT) return [{ col, at: cut.at, sign: 1 }]
    return same <= 1 - LEAST_AGREEMENT ? [{ col, at: cut.at, sign: -1 }] : []
  })
}

/** The state of each row, 0 or 1, by the majority of the votes; all 0 without any. A row depends on it and the rows before it alone. */
export function statesBy(x: Columns, votes: readonly Voter[]): Uint8Array {
  const balance = new Int16Array(x.rows)
  for (const { col, at, sign } of votes) {
    const values = column(x, col)
    for (let row = 0; row < x.rows; row++) if (Number.isFinite(values[row])) balance[row] += values[row] > at ? sign : -sign
  }
  const states = new Uint8Array(x.rows)
  for (let row = 0; row < x.rows; row++) states[row] = balance[row] === 0 ? (states[row - 1] ?? 0) : Number(balance[row] > 0)
  return states
}

/** The sensors that tell operating states apart in the training rows; none where the machine shows one state only. Cost: a few passes. */
export function learnStates(x: Columns, trainRows: number, profiles: readonly Profile[]): readonly Voter[] {
  const votes = voters(x, trainRows, profiles)
  if (votes.length < 2 || votes.length < x.cols / 2) return []
  const high = statesBy(x, votes)
    .subarray(0, trainRows)
    .reduce((sum, state) => sum + state, 0)
  return Math.min(high, trainRows - high) >= LEAST_STATE_ROWS ? votes : []
}
