// Slow change of the fused score: a cumulative sum over blocks of rows, beside the alarms, which look at rows.

import type { Drift, DriftBlocks } from '@acm/contract'
import { cusumFit, cusumScore } from '@acm/kernels'
import { latest, noBlocks, withRows } from './blocks.ts'

/** Rows of a block: four times what the smoothed scale looks at, so that blocks hardly depend on each other. */
const BLOCK_ROWS = 64
const LEAST_BLOCKS = 8
/** A block may lie a training spread above the level without counting; a sum of five such spreads is a drift (Montgomery's limit). */
const SLACK = 1
const LIMIT = 5

/** Blocks that are carried on: more than any drift takes to show. */
const MOST_BLOCKS = 256

/** Block means of the fused score of healthy rows, by which a drift is told. */
export const healthyLevel = (fused: Float64Array): Float64Array =>
  Float64Array.from(withRows(noBlocks(BLOCK_ROWS), fused, new Float64Array(fused.length)).means)

/** The blocks before with those of more rows. */
export function driftBlocks(before: DriftBlocks | undefined, fused: Float64Array, anomaly: Uint8Array, time: Float64Array): DriftBlocks {
  const none = noBlocks(BLOCK_ROWS)
  const alarms = withRows(before?.alarms ?? none, Float64Array.from(anomaly), time)
  return { scores: latest(withRows(before?.scores ?? none, fused, time), MOST_BLOCKS), alarms: latest(alarms, MOST_BLOCKS) }
}

/**
 * Stable, drifting (the sum has passed its limit and rows do not alarm) or fault (they do). `known` are the block means of training
 * rows out of fold. A block that mostly alarms is of a fault, and the sum begins anew behind it; rows that alarm in passing count, for without them a
 * slow rise would hide its own highest rows. Upward only: a score below its level is no news.
 */
export function driftOf(known: Float64Array, { scores, alarms }: DriftBlocks, alarming: boolean): Drift {
  if (alarming) return { state: 'fault', reason: 'an episode is on at the last row' }
  const from = alarms.means.findLastIndex((share) => share >= 0.5) + 1
  const [means, begins] = [scores.means.slice(from), scores.begins.slice(from)]
  if (known.length < LEAST_BLOCKS || means.length < 2)
    return {
      state: 'stable',
      reason: `too few rows to tell: ${known.length} blocks of ${BLOCK_ROWS} training rows, ${means.length} to judge${from > 0 ? ' since the last fault' : ''}`,
    }
  const { center, scale } = cusumFit(known)
  const upward = Float64Array.from(means, (mean) => Math.max(mean, center[0]))
  const sums = cusumScore(upward, { center, scale, slack: SLACK })
  const last = sums[sums.length - 1]
  if (!(last > LIMIT)) return { state: 'stable', reason: 'the score stays at its level' }
  return { state: 'drifting', since: begins[sums.lastIndexOf(0) + 1], reason: 'the score stays above its level' }
}
