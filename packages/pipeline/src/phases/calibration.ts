// From a score in no unit to a normal equivalent: p by the scores of healthy rows out of fold, z = Φ⁻¹(1 − p).
//
// Below the 0.9 quantile p is empirical. Above it an exponential tail is fitted to the mean excess, p = 0.1·exp(−excess/mean), or,
// where rows are few, the distribution that this uncertain mean predicts for the next excess: Lomax's (a Pareto tail),
// p = 0.1·(1 + excess/(m·mean))^−m, with m the number of separate runs of excesses. Rows of one run tell the same story, so
// m counts stories, not rows; as m grows the two become one.
//
// Dividing the scores by an upper quantile beforehand, as is usual, cancels here: a quantile function moves with its unit.

import { exp, log, ndtriExp } from '@acm/kernels'
import { interpolate, medianOf, quantileOf, sortedObserved } from '../quantile.ts'

export interface Calibration {
  /** Probabilities 0 … 0.9, and the scores there. */
  readonly probabilities: Float64Array
  readonly quantiles: Float64Array
  /** Mean excess over the last of them. */
  readonly meanExcess: number
  /** Separate runs of excesses when the tail is widened for them; Infinity: the exponential tail. */
  readonly runs: number
}

const BODY = 0.9
const STEPS = 45
const probabilities = Float64Array.from({ length: STEPS + 1 }, (_, i) => (BODY * i) / STEPS)
/** The smallest scores are not distinguished further. */
const LARGEST_P = 0.999
/** Excesses nearer than this many rows are of one run: twice the window of the smoothed scale. */
const RUN_ROWS = 32

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
  return { probabilities, quantiles, meanExcess: Math.max(medianOf(excesses), leastExcess(quantiles[STEPS])), runs: Number.POSITIVE_INFINITY }
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

/** All blocks but the one with the highest 0.95 quantile. */
export function withoutWorst(blocks: readonly Float64Array[]): readonly Float64Array[] {
  const upper = blocks.map((scores) => quantileOf(sortedObserved(scores), 0.95))
  const worst = upper.indexOf(Math.max(...upper))
  return blocks.length > 2 ? blocks.filter((_, i) => i !== worst) : blocks
}

/**
 * Quantiles and tail of all blocks together but the worst one. For the fused score, whose limit decides on alarms: the next stretch of
 * healthy rows is one more block, and may be as unlike the others as they are unlike each other; a median would ignore that.
 */
export function calibrateTogether(blocks: readonly Float64Array[], widened: boolean): Calibration {
  const usual = withoutWorst(blocks)
  const together = Float64Array.from(usual.flatMap((scores) => [...scores]))
  const quantiles = quantilesOf(together)
  const limit = quantiles[STEPS]
  const runs = usual.reduce((sum, scores) => sum + runsAbove(scores, limit), 0)
  return {
    probabilities,
    quantiles,
    meanExcess: Math.max(meanExcessOver(together, limit), leastExcess(limit)),
    runs: widened ? Math.max(runs, 1) : Number.POSITIVE_INFINITY,
  }
}

/** Normal equivalents of scores; NaN where a score is missing. Monotone. Cost: about 0.1 µs a score. */
export function normalEquivalent({ probabilities: at, quantiles, meanExcess, runs }: Calibration, scores: Float64Array): Float64Array {
  const limit = quantiles[STEPS]
  const tail = scores.map((value) => Math.max(value - limit, 0) / meanExcess)
  const logBody = log(scores.map((value) => Math.min(1 - interpolate(value, quantiles, at), LARGEST_P)))
  const logTail = Number.isFinite(runs) ? log(tail.map((excess) => 1 + excess / runs)).map((value) => runs * value) : tail
  const logP = scores.map((value, row) => (value > limit ? logBody[row] - logTail[row] : logBody[row]))
  return ndtriExp(logP).map((value) => -value)
}

/**
 * As `normalEquivalent` up to the score that healthy rows exceed at `rate`, and from there on along its tangent: which rows alarm stays as it
 * was, but how far beyond the limit they are is told in the score's own measure. A normal equivalent grows as the root of an
 * exponential tail's score, and one taken of another as the fourth root: ten times the deviation would hardly move health.
 */
export function straightened(calibration: Calibration, scores: Float64Array, rate: number): Float64Array {
  const { quantiles, meanExcess, runs } = calibration
  const [logRate, logBody] = log(Float64Array.of(rate, 1 - BODY))
  const limit = -ndtriExp(Float64Array.of(logRate))[0]
  const stretch = Number.isFinite(runs) ? exp(Float64Array.of((logBody - logRate) / runs))[0] : 1
  const excessAtLimit = Number.isFinite(runs) ? runs * (stretch - 1) : logBody - logRate
  const slope = (exp(Float64Array.of(logRate + (limit * limit) / 2))[0] * Math.sqrt(2 * Math.PI)) / stretch
  return normalEquivalent(calibration, scores).map((z, row) => {
    const excess = (scores[row] - quantiles[STEPS]) / meanExcess
    return excess > excessAtLimit ? limit + slope * (excess - excessAtLimit) : z
  })
}
