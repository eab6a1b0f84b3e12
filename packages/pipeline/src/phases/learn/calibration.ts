// From a score in no unit to a normal equivalent: p by the scores of healthy rows out of fold, z = Φ⁻¹(1 − p).
//
// Below the 0.9 quantile p is empirical; above it an exponential tail is fitted to the mean excess, p = 0.1·exp(−excess/mean).
//
// Where rows are few the fused score's tail is hardly known: 400 rows hold a handful of separate runs of excesses, and rows of one run tell the same
// story. So 0.9 quantile and mean excess are drawn towards what they are for a normal equivalent itself, which counts as much as eight runs: on histories of
// more than 5,000 rows the mean excess varies by a third from one to the next (0.34 … 0.86), and eight runs know it as well as that. Measured on SKAB's
// 16 files of 400 training rows: without it their mean excesses lay between 0.09 and 0.67, and the area over all of them together was 0.851; with it 0.88.
//
// Dividing the scores by an upper quantile beforehand, as is usual, cancels here: a quantile function moves with its unit.

import type { Calibration } from '@acm/contract'
import { exp, log, ndtriExp } from '@acm/kernels'
import { joined } from '../../columns.ts'
import { interpolate, medianOf, quantileOf, sortedObserved } from '../../quantile.ts'

const BODY = 0.9
const STEPS = 45
const probabilities = Float64Array.from({ length: STEPS + 1 }, (_, i) => (BODY * i) / STEPS)
/** The smallest scores are not distinguished further. */
const LARGEST_P = 0.999
/** Excesses nearer than this many rows are of one run: twice the window of the smoothed scale. */
const RUN_ROWS = 32
/** Of a standard normal variable: its 0.9 quantile, and its mean excess over it, φ(q)/0.1 − q. */
const NORMAL_LIMIT = 1.2815515655446004
const NORMAL_EXCESS = 0.4734318
/** Runs that these count for. */
const PRIOR_RUNS = 8

const quantilesOf = (scores: Float64Array): Float64Array => {
  const sorted = sortedObserved(scores)
  return probabilities.map((probability) => quantileOf(sorted, probability))
}

function meanExcessOver(scores: Float64Array, limit: number): number {
  let sum = 0
  let count = 0
  for (const value of scores)
    if (value > limit) {
      sum += value - limit
      count++
    }
  return count > 0 ? sum / count : 0
}

/** Never 0: scores that are all equal still have a next higher one. */
const leastExcess = (limit: number): number => Math.max(1e-6 * Math.abs(limit), 1e-9)

/**
 * Quantiles and tail as medians over blocks: of each block's own quantiles and mean excess. One or two bad blocks (a fault in training, a
 * season) do not blind the asset. For single detectors.
 */
export function calibrateByMedian(blocks: readonly Float64Array[]): Calibration {
  const each = blocks.map(quantilesOf)
  const quantiles = probabilities.map((_, i) => medianOf(each.map((block) => block[i])))
  const excesses = blocks.map((scores, i) => meanExcessOver(scores, each[i][STEPS]))
  return { probabilities, quantiles, meanExcess: Math.max(medianOf(excesses), leastExcess(quantiles[STEPS])) }
}

function runsAbove(scores: Float64Array, limit: number): number {
  let runs = 0
  let last = Number.NEGATIVE_INFINITY
  scores.forEach((value, row) => {
    if (!(value > limit)) return
    if (row - last > RUN_ROWS) runs++
    last = row
  })
  return runs
}

/** Number of the block with the highest 0.95 quantile, which may hold a fault; −1 where blocks are too few to leave one out. */
export function worstBlock(blocks: readonly Float64Array[]): number {
  const upper = blocks.map((scores) => quantileOf(sortedObserved(scores), 0.95))
  return blocks.length > 2 ? upper.indexOf(Math.max(...upper)) : -1
}

/** All blocks but the worst. */
export function withoutWorst(blocks: readonly Float64Array[]): readonly Float64Array[] {
  const worst = worstBlock(blocks)
  return blocks.filter((_, i) => i !== worst)
}

/** Quantiles above the median stretched so that the last of them becomes `limit`; as they are where all are one. */
function stretched(quantiles: Float64Array, limit: number): Float64Array {
  const middle = quantileOf(quantiles, 0.5 / BODY)
  const last = quantiles[STEPS]
  if (!(last > middle)) return quantiles
  const factor = (Math.max(limit, middle) - middle) / (last - middle)
  return quantiles.map((value) => (value > middle ? middle + factor * (value - middle) : value))
}

/**
 * Quantiles and tail of all blocks together but the worst one, drawn towards the normal's. For the fused score, whose limit decides on alarms: the next
 * stretch of healthy rows is one more block, and may be as unlike the others as they are unlike each other; a median would ignore that.
 */
export function calibrateTogether(blocks: readonly Float64Array[]): Calibration {
  const usual = withoutWorst(blocks)
  const together = joined(usual)
  const quantiles = quantilesOf(together)
  const limit = quantiles[STEPS]
  const runs = usual.reduce((sum, scores) => sum + runsAbove(scores, limit), 0)
  const drawn = (value: number, normal: number): number => (runs * value + PRIOR_RUNS * normal) / (runs + PRIOR_RUNS)
  return {
    probabilities,
    quantiles: stretched(quantiles, drawn(limit, NORMAL_LIMIT)),
    meanExcess: Math.max(drawn(meanExcessOver(together, limit), NORMAL_EXCESS), leastExcess(limit)),
  }
}

/** Normal equivalents of scores; NaN where a score is missing. Monotone. Cost: about 0.1 µs a score. */
export function normalEquivalent({ probabilities: at, quantiles, meanExcess }: Calibration, scores: Float64Array): Float64Array {
  const limit = quantiles[STEPS]
  const tail = scores.map((value) => Math.max(value - limit, 0) / meanExcess)
  const logBody = log(scores.map((value) => Math.min(1 - interpolate(value, quantiles, at), LARGEST_P)))
  const logP = scores.map((value, row) => (value > limit ? logBody[row] - tail[row] : logBody[row]))
  return ndtriExp(logP).map((value) => -value)
}

/**
 * As `normalEquivalent` up to the score that healthy rows exceed at `rate`, and from there on along its tangent: which rows alarm stays as it
 * was, but how far beyond the limit they are is told in the score's own measure. A normal equivalent grows as the root of an
 * exponential tail's score, and one taken of another as the fourth root: ten times the deviation would hardly move health.
 */
export function straightened(calibration: Calibration, scores: Float64Array, rate: number): Float64Array {
  const { quantiles, meanExcess } = calibration
  const [logRate, logBody] = log(Float64Array.of(rate, 1 - BODY))
  const limit = -ndtriExp(Float64Array.of(logRate))[0]
  const excessAtLimit = logBody - logRate
  const slope = exp(Float64Array.of(logRate + (limit * limit) / 2))[0] * Math.sqrt(2 * Math.PI)
  return normalEquivalent(calibration, scores).map((z, row) => {
    const excess = (scores[row] - quantiles[STEPS]) / meanExcess
    return excess > excessAtLimit ? limit + slope * (excess - excessAtLimit) : z
  })
}
