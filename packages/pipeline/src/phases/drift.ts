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

/**
 * Stable, drifting (the sum has passed its limit and rows do not alarm) or fault (they do). `known` are the block means of training
 * rows out of fold, `fused` the scores of the judged rows, `time` theirs. Upward only: a score below its level is no news.
 */
export function driftOf(known: Float64Array, fused: Float64Array, time: Float64Array, alarming: boolean): Drift {
  if (alarming) return { state: 'fault', reason: 'an episode is on at the last row' }
  const blocks = blockMeans(fused, BLOCK_ROWS)
  if (known.length < LEAST_BLOCKS || blocks.length < 2)
    return { state: 'stable', reason: `too few rows to tell: ${known.length} blocks of ${BLOCK_ROWS} training rows, ${blocks.length} to judge` }
  const { center, scale } = cusumFit(known)
  const upward = blocks.map((mean) => Math.max(mean, center[0]))
  const sums = cusumScore(upward, { center, scale, slack: SLACK })
  const last = sums[sums.length - 1]
  if (!(last > LIMIT)) return { state: 'stable', reason: 'the score stays at its level' }
  const begin = sums.findLastIndex((sum) => sum === 0) + 1
  return { state: 'drifting', since: time[begin * BLOCK_ROWS], reason: 'the score has risen slowly and stays above its level' }
}
