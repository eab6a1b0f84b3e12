// How long until health reaches failure, if it goes on as it went: paths of steps that were seen, drawn at random. It says nothing where nothing can be
// known: without a trend, with little history, or beyond twice what was seen.
// Source: block bootstrap of Künsch (1989) on health's steps; resets found by PELT (Killick et al. 2012).

import type { Blocks, Forecast, ForecastBand } from '@acm/contract'
import { changePoints, monteCarloPaths } from '@acm/kernels'
import { quantileOf } from '../../quantile.ts'
import { kernelSeed } from '../../settings.ts'
import { moment } from '../../wording.ts'
import { fewer, noBlocks, withRows } from './blocks.ts'

/** Health at which the failure zone begins. */
const FAILURE = 20
/** From so many on two blocks are made one, of twice the rows. */
const MOST_BLOCKS = 128
/** Of a block of the first rows. */
const LEAST_BLOCK_ROWS = 16
const LEAST_STEPS = 12
const PATHS = 1000
/** Times of which the band tells. */
const BAND_POINTS = 12
/** Steps drawn together. */
const RUN_STEPS = 4
/** A rise of health by more is a reset: somebody worked on the machine. */
const RESET_POINTS = 5
/** A trend is a slope of so many of its standard errors; four, since blocks of health are not independent. */
const CLEAR = 4

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The last block from which on health was never much better than before. */
function lastReset(blocks: Float64Array): number {
  const steps = blocks.subarray(1).map((value, i) => value - blocks[i])
  const noise = steps.reduce((sum, step) => sum + step * step, 0) / (2 * steps.length)
  const { starts } = changePoints(blocks, { penalty: Math.max(2 * noise * 5.5, 1e-9), minSize: Math.min(4, blocks.length) })
  const begins = [0, ...Array.from(starts.keys()).filter((row) => starts[row] === 1), blocks.length]
  const means = begins.slice(0, -1).map((begin, i) => meanOf(blocks.subarray(begin, begins[i + 1])))
  const reset = means.findLastIndex((mean, i) => i > 0 && mean > means[i - 1] + RESET_POINTS)
  return reset < 0 ? 0 : begins[reset]
}

interface Trend {
  /** Points a block. */
  readonly slope: number
  readonly error: number
}

/** Least-squares slope of consecutive values, and its standard error. */
function trendOf(values: Float64Array): Trend {
  const n = values.length
  const [middle, mean] = [(n - 1) / 2, meanOf(values)]
  let [xx, xy, yy] = [0, 0, 0]
  values.forEach((value, i) => {
    xx += (i - middle) * (i - middle)
    xy += (i - middle) * (value - mean)
    yy += (value - mean) * (value - mean)
  })
  const slope = xy / xx
  return { slope, error: Math.sqrt(Math.max(yy - slope * xy, 0) / (n - 2) / xx) }
}

/** Quantiles of the paths' levels (a path a column) at evenly spaced steps. */
function bandOf(levels: Float64Array, horizon: number, span: number): ForecastBand {
  const count = Math.min(BAND_POINTS, horizon)
  const steps = Array.from({ length: count }, (_, i) => Math.round(((i + 1) * horizon) / count))
  const sorted = steps.map((step) => Float64Array.from({ length: PATHS }, (_, path) => levels[path * horizon + step - 1]).sort())
  // Health has no more than 100 points and no fewer than 0.
  const at = (share: number): number[] => sorted.map((values) => Math.min(Math.max(quantileOf(values, share), 0), 100))
  return { span, after: steps.map((step) => step * span), p10: at(0.1), p50: at(0.5), p90: at(0.9) }
}

const refusal = (reason: string): Forecast => ({ reason })

/** Blocks of judged rows' health, those before and those of more rows. */
export const healthBlocks = (before: Blocks | undefined, health: Float64Array, time: Float64Array): Blocks =>
  fewer(withRows(before ?? noBlocks(LEAST_BLOCK_ROWS), health, time), MOST_BLOCKS)

/**
 * When health will be in the failure zone: P10, P50, P90 in milliseconds from the last row, absent where more than that share of the paths has not arrived
 * within the horizon, and the probability to arrive within it. Between two blocks of one operating state the machine may have been in another: each step is drawn
 * with the time it took, so states alternate and last as they were seen to (what a matrix of transitions says only of how often).
 */
export function forecastOf({ size, means, begins, rows }: Blocks, seed: number): Forecast {
  const blocks = Float64Array.from(means)
  if (blocks.length <= LEAST_STEPS)
    return refusal(`${means.length * size + rows} judged rows are too few for a trend; ${(LEAST_STEPS + 1) * size} are needed`)
  if (blocks[blocks.length - 1] < FAILURE) return refusal('health is in the failure zone already')
  const begin = lastReset(blocks)
  const own = blocks.subarray(begin)
  const since = moment(begins[begin])
  if (own.length <= LEAST_STEPS) return refusal(`health rose at ${since}, as after a repair, and there are too few rows since for a trend`)
  const { slope, error } = trendOf(own)
  if (!(slope < -CLEAR * error)) return refusal(`health shows no downward trend since ${since}`)
  // Steps as they were seen, but on the slope of all of them instead of the one that the first and the last value happen to have.
  const seen = own.subarray(1).map((value, i) => value - own[i])
  const off = slope - meanOf(seen)
  const steps = seen.map((step) => step + off)
  const horizon = 2 * steps.length
  const common = { horizon, paths: PATHS, blockLength: RUN_STEPS, seed: kernelSeed(seed) }
  const { crossings, levels } = monteCarloPaths(steps, { ...common, start: own[own.length - 1], threshold: FAILURE })
  // What is drawn depends on the seed alone: the same steps again, by the time that each of them took.
  const durations = Float64Array.from(steps, (_, i) => begins[begin + i + 1] - begins[begin + i])
  const block = (begins[begins.length - 1] - begins[begin]) / steps.length
  const even = durations.every((duration) => duration === block)
  const { levels: elapsed } = even ? { levels: undefined } : monteCarloPaths(durations, { ...common, start: 0, threshold: -1 })
  const timeOf = (step: number, path: number): number => elapsed?.[path * horizon + step - 1] ?? step * block
  const arrived = crossings.map((step, path) => (Number.isNaN(step) ? Number.POSITIVE_INFINITY : timeOf(step, path))).sort()
  const at = (share: number): number => quantileOf(arrived, share)
  const within = (key: 'p10' | 'p50' | 'p90', value: number) => (Number.isFinite(value) ? { [key]: value } : {})
  return {
    reason: '',
    since: begins[begin],
    horizon: horizon * block,
    probability: arrived.filter(Number.isFinite).length / PATHS,
    ...within('p10', at(0.1)),
    ...within('p50', at(0.5)),
    ...within('p90', at(0.9)),
    band: bandOf(levels, horizon, block),
  }
}
