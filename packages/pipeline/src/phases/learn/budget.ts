// The false-alarm budget in plant units: at most N alarms an asset and month. Training rows, scored by models that never saw them, are the healthy
// future we have: the threshold is raised until the upper end of the interval that is reported keeps to the budget. (Until their own rate did, as at first, the
// motor's held-out third alarmed seven times in four months instead of twice, and the fan's later file was anomalous for 73 % instead of 57 %; measured.)
// One alarm is always allowed, however short the rows last: a single event says little of a month, many say much.
// (Allowed none, a day of training rows cost Tennessee Eastman 16 points of detection for one run of 9 rows; not limited at all, 86,400 healthy
// rows of 200 sensors alarmed 51 times in ten hours, with the limit three times.)

import { type FalseAlarms, Problem, type Settings } from '@acm/contract'
import { blockBootstrap, exp, log } from '@acm/kernels'
import { quantileOf, sortedObserved } from '../../quantile.ts'
import { kernelSeed, method } from '../../settings.ts'
import type { Strand } from '../prepare/strands.ts'
import { worstBlock } from './calibration.ts'
import { excursions } from './excursions.ts'
import type { Learning } from './watch.ts'

const MONTH_MS = 30.4375 * 86_400_000
const DRAWS = 400
const STEPS = 48
/** Of the interval: 5 % below, 5 % above. */
const TAIL = 0.05

export interface HealthyRows {
  /** Fused scores of the training rows, out of fold. */
  readonly fused: Float64Array
  readonly states: Uint8Array
  /** Milliseconds. */
  readonly cadence: number
}

/**
 * The training rows by which the budget is kept, one below the other: all but each operating state's worst block, as in calibration. A fault in the
 * training rows must not blind the asset to its like.
 */
export function usualRows(
  lessons: readonly { readonly strand: Strand; readonly learning: Learning }[],
  states: Uint8Array,
  trainRows: number,
): Omit<HealthyRows, 'cadence'> {
  const fused = new Float64Array(trainRows).fill(Number.NaN)
  for (const { strand, learning } of lessons) {
    const worst = worstBlock(learning.fusedOutOfFold)
    learning.blocks.forEach(({ begin, end }, i) => {
      if (i !== worst) for (let at = begin; at < end; at++) fused[strand.rows[at]] = learning.fusedOutOfFold[i][at - begin]
    })
  }
  const kept = Int32Array.from(fused.keys()).filter((row) => !Number.isNaN(fused[row]))
  return { fused: Float64Array.from(kept, (row) => fused[row]), states: Uint8Array.from(kept, (row) => states[row]) }
}

/** 1 where an episode begins. */
function alarmStarts({ fused, states }: HealthyRows, threshold: number): Float64Array {
  const starts = new Float64Array(fused.length)
  for (const { begin } of excursions(fused, threshold, states, 0).list) starts[begin] = 1
  return starts
}

/**
 * Alarms a month in resampled histories of the same length, ascending: stretches of 16 merge lengths are drawn whole, so that what belongs together stays
 * together. Their counts are what is resampled: row by row 51,840 rows took 3 s.
 */
function drawnRates(starts: Float64Array, months: number, seed: number): Float64Array {
  const rows = Math.min(16 * method.mergeRows, Math.ceil(starts.length / 4))
  const counts = new Float64Array(Math.ceil(starts.length / rows))
  starts.forEach((start, row) => {
    counts[Math.floor(row / rows)] += start
  })
  const { drawnMeans } = blockBootstrap(counts, { draws: DRAWS, seed: kernelSeed(seed) })
  return sortedObserved(drawnMeans.map((mean) => (mean * counts.length) / months))
}

/** Of a Poisson count, the probability of `count` or fewer where `mean` are expected; 0 for means whose exponential a double does not hold. */
function probabilityUpTo(count: number, mean: number): number {
  let term = exp(Float64Array.of(-mean))[0]
  let sum = term
  for (let i = 1; i <= count; i++) {
    term *= mean / i
    sum += term
  }
  return sum
}

/** The mean of which so many or fewer are seen with a probability of 5 % (Garwood 1936), by halving: resamples of three alarms never hold the seven there might have been. */
export function upperLimit(count: number): number {
  let [low, high] = [count, 3 * count + 10]
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2
    if (probabilityUpTo(count, middle) > TAIL) low = middle
    else high = middle
  }
  return high
}

/** Alarms beyond which the Poisson limit is nearer to the count than resamples are to each other, and the exponential would vanish. */
const MANY = 200

/** Rates that are compatible with what was seen: of the resamples, which know that alarms come in bunches, and at the top no less than the exact Poisson limit. */
function interval(rates: Float64Array, alarms: number, months: number): { low: number; high: number } {
  const poisson = alarms < MANY ? upperLimit(alarms) / months : 0
  return { low: quantileOf(rates, TAIL), high: Math.max(quantileOf(rates, 1 - TAIL), poisson) }
}

function rejectBudget(alarmsAMonth: number): void {
  if (alarmsAMonth > 0 && Number.isFinite(alarmsAMonth)) return
  throw new Problem('ACM-USAGE-ALARM-BUDGET', `alarmsAMonth is ${alarmsAMonth}; it must be above 0`, 'leave it out to have the default, 1')
}

/**
 * The lowest of some thresholds from `floor` on at which the upper end of the interval keeps to the budget, or the rows have one alarm. Raises Problem
 * ACM-USAGE-ALARM-BUDGET. Cost: at most 48 passes over the training rows.
 */
export function budgeted(healthy: HealthyRows, floor: number, { alarmsAMonth, seed }: Settings): { threshold: number; falseAlarms: FalseAlarms } {
  rejectBudget(alarmsAMonth)
  const months = (healthy.fused.length * healthy.cadence) / MONTH_MS
  const highest = healthy.fused.reduce((most, value) => Math.max(most, value), floor)
  const factor = exp(Float64Array.of(log(Float64Array.of((1 + 1e-9) * (highest / floor)))[0] / STEPS))[0]
  for (let step = 0, threshold = floor; ; step++, threshold *= factor) {
    const starts = alarmStarts(healthy, threshold)
    const rates = drawnRates(starts, months, seed)
    const alarms = starts.reduce((sum, start) => sum + start, 0)
    const limits = interval(rates, alarms, months)
    if (step < STEPS && alarms > 1 && limits.high > alarmsAMonth) continue
    return { threshold, falseAlarms: { budget: alarmsAMonth, months, alarms, rate: alarms / months, ...limits } }
  }
}
