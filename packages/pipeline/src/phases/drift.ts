// Slow change of the fused score: a cumulative sum over blocks of rows, beside the alarms, which look at rows.

import { cusumFit, cusumScore } from '@acm/kernels'
import type { Drift } from '../types.ts'

/** Rows of a block: four times what the smoothed scale looks at, so that blocks hardly depend on each other. */
export const BLOCK_ROWS = 64
const LEAST_BLOCKS = 8
/** A block may lie a training spread above the level without counting; a sum of five such spreads is a drift (Montgomery's limit). */
const SLACK = 1
const LIMIT = 5

/** Means of consecutive blocks; a last block that is not full is left out. */
export function blockMeans(values: Float64Array, rows: number): Float64Array {
  return Float64Array.from({ length: Math.floor(values.length / rows) }, (_, i) => {
    let sum = 0
    for (let row = i * rows; row < (i + 1) * rows; row++) sum += values[row]
    return sum / rows
  })
}

/** Blocks of judged rows, carried from one scoring to the next: portions of 15 rows would never fill one. */
export interface Blocks {
  readonly means: readonly number[]
  /** Times of their first rows. */
  readonly begins: readonly number[]
  /** Of the block that is not full: sum and number of its rows, and the time of the first. */
  readonly sum: number
  readonly rows: number
  readonly begin: number
}

export const noBlocks: Blocks = { means: [], begins: [], sum: 0, rows: 0, begin: Number.NaN }
/** Blocks that are carried on: more than any drift takes to show. */
const MOST_BLOCKS = 256

/** The blocks with more rows. */
export function withRows(blocks: Blocks, fused: Float64Array, time: Float64Array): Blocks {
  const [means, begins] = [[...blocks.means], [...blocks.begins]]
  let { sum, rows, begin } = blocks
  for (let row = 0; row < fused.length; row++) {
    if (rows === 0) begin = time[row]
    sum += fused[row]
    rows++
    if (rows < BLOCK_ROWS) continue
    means.push(sum / BLOCK_ROWS)
    begins.push(begin)
    ;[sum, rows] = [0, 0]
  }
  return { means: means.slice(-MOST_BLOCKS), begins: begins.slice(-MOST_BLOCKS), sum, rows, begin }
}

/**
 * Stable, drifting (the sum has passed its limit and rows do not alarm) or fault (they do). `known` are the block means of training
 * rows out of fold, `judged` those of the rows since. Upward only: a score below its level is no news.
 */
export function driftOf(known: Float64Array, { means, begins }: Blocks, alarming: boolean): Drift {
  if (alarming) return { state: 'fault', reason: 'an episode is on at the last row' }
  if (known.length < LEAST_BLOCKS || means.length < 2)
    return { state: 'stable', reason: `too few rows to tell: ${known.length} blocks of ${BLOCK_ROWS} training rows, ${means.length} to judge` }
  const { center, scale } = cusumFit(known)
  const upward = Float64Array.from(means, (mean) => Math.max(mean, center[0]))
  const sums = cusumScore(upward, { center, scale, slack: SLACK })
  const last = sums[sums.length - 1]
  if (!(last > LIMIT)) return { state: 'stable', reason: 'the score stays at its level' }
  return { state: 'drifting', since: begins[sums.lastIndexOf(0) + 1], reason: 'the score has risen slowly and stays above its level' }
}
