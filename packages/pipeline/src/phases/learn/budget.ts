// The false-alarm budget in plant units: at most N alarms an asset and month. Training rows, judged by models that never saw them, are the healthy future there is:
// levels are such that they alarm half as often as the budget allows, counted as alarms will be counted.

import { type Channel, type FalseAlarms, Problem, type StateModel } from '@acm/contract'
import { log } from '@acm/kernels'
import type { Span } from '../../columns.ts'
import { medianIn } from '../../select.ts'
import { merged } from '../../windows.ts'
import { levelOf, openRows, openRuns, rateInterval } from './levels.ts'
import type { LearnedState } from './state-model.ts'

const MONTH_MS = 30.44 * 86_400_000
const DAY_MS = 86_400_000
/** Of the budget: what levels aim at. */
const AIM = 0.5
/** Alarms that any training may have, however short: one event says little of a month. Below three days there is hardly one hour-scale stretch to go by. */
const LEAST_EXPECTED = 0.8
const LEAST_EXPECTED_SHORT = 1.5
/** Of the budget: what the slowest channel has. */
const SLOWEST = 0.4
/** A mean pace's tail is learned from few stretches, and too thin. */
const PACE_WIDENED = 1.6
const MERGE_MS = 12 * 3_600_000
const SHORT_MERGE_ROWS = 16
const LARGEST_FACTOR = 1.5
const STEP = 0.98
/** The announced interval reaches no further than this many budgets. */
const WIDEST = 2.5

export interface Budgeted {
  readonly strands: readonly StateModel[]
  readonly mergeRows: number
  readonly factor: number
  readonly widened: number
  readonly independent: number
  readonly falseAlarms: FalseAlarms
  readonly stretches: readonly (Span & { readonly state: number })[]
}

export const monthsOf = (rows: number, cadence: number): number => (rows * cadence) / MONTH_MS

/** Raises Problem ACM-USAGE-ALARM-BUDGET. */
export function rejectBudget({ alarmsAMonth }: { readonly alarmsAMonth: number }): void {
  if (alarmsAMonth > 0 && Number.isFinite(alarmsAMonth)) return
  throw new Problem('ACM-USAGE-ALARM-BUDGET', `alarmsAMonth is ${alarmsAMonth}; it must be above 0`, 'leave it out to have the default, 1')
}

/** Each channel's level, for its share of the expected alarms. */
function channelsOf({ outOfFold, peaks, usual, model }: LearnedState, expected: number): Channel[] {
  const { windows } = model
  const slowest = windows.length > 2 ? windows[windows.length - 1].rows : 0
  const count = outOfFold.channels.length
  return outOfFold.channels.map(({ kind, window }, i) => {
    const share = slowest === 0 ? 1 / count : kind === 'largest' && window === slowest ? SLOWEST : (1 - SLOWEST) / (count - 1)
    const level = levelOf(peaks[i], expected * share)
    return { kind, window, level: kind === 'pace' ? usual[i] + PACE_WIDENED * (level - usual[i]) : level, usual: usual[i], share }
  })
}

interface Tally {
  readonly alarms: number
  /** Of the rows. */
  readonly open: number
}

function tally(states: readonly LearnedState[], channels: readonly (readonly Channel[])[], factor: number, gap: number): Tally {
  let [alarms, open, rows] = [0, 0, 0]
  states.forEach(({ outOfFold }, i) => {
    const found = openRows(outOfFold, channels[i], factor).open
    alarms += merged(openRuns(found), gap).length
    open += found.reduce((sum, flag) => sum + flag, 0)
    rows += found.length
  })
  return { alarms, open: open / rows }
}

/** The lowest factor, from above, at which training keeps the budget: low levels merge all into one episode, so the count falls again further down. */
function factorFor(count: (factor: number) => Tally, expected: number, mostOpen: number, least: number): { factor: number; boundByOpen: boolean } {
  let factor = LARGEST_FACTOR
  let trial = LARGEST_FACTOR
  let last: Tally | undefined
  while (trial >= least) {
    last = count(trial)
    if (last.alarms > expected || last.open > mostOpen) break
    factor = trial
    trial *= STEP
  }
  return { factor, boundByOpen: (trial >= least && last ? last.open : count(trial).open) > mostOpen }
}

/** Raised by 7 % for each halving of a promise above 2.5 budgets: an exponential tail whose scale is a tenth of its level. */
const widening = (over: number): number => 1 + (0.07 * log(Float64Array.of(over))[0]) / Math.LN2

/** Sets all levels. Cost: at most 40 passes over the rows that pass a level. */
export function budgeted(
  states: readonly LearnedState[],
  { alarmsAMonth }: { readonly alarmsAMonth: number },
  { cadence, long, trainMs }: { cadence: number; long: boolean; trainMs: number },
): Budgeted {
  const rows = states.reduce((sum, { model }) => sum + model.trainRows, 0)
  const months = monthsOf(rows, cadence)
  const expected = Math.max(AIM * alarmsAMonth * months, trainMs >= 3 * DAY_MS ? LEAST_EXPECTED : LEAST_EXPECTED_SHORT)
  const channels = states.map((one) => channelsOf(one, (expected * one.model.trainRows) / rows))
  const mergeRows = months > 0.3 ? MERGE_MS / cadence : SHORT_MERGE_ROWS
  const count = (factor: number): Tally => tally(states, channels, factor, mergeRows)
  const mostOpen = long ? Math.min(0.03 * Math.max(1, alarmsAMonth), 0.2) : 1
  const { factor: kept, boundByOpen } = factorFor(count, expected, mostOpen, long ? 0.7 : 0.6)
  const { alarms } = count(kept)
  const independent = Math.min(...states.map(({ model }) => medianIn(model.windows[model.windows.length - 1].independent)))
  const announced = boundByOpen ? alarms : Math.max(alarms, 0.7 * AIM * alarmsAMonth * months)
  const interval = rateInterval(announced, months, Math.max(independent, 3))
  const over = long ? Math.max(interval.high / (WIDEST * alarmsAMonth), 1) : 1
  const widened = over > 1 ? widening(over) : 1
  const factor = kept * widened
  const stretches = states.flatMap(({ all, bad, model: { state } }, i) => {
    const { open } = openRows(all, channels[i], factor)
    return merged(openRuns(open.map((flag, row) => flag | bad[row])), mergeRows).map((span) => ({ ...span, state }))
  })
  return {
    strands: states.map(({ model }, i) => ({ ...model, channels: channels[i] })),
    mergeRows,
    factor,
    widened,
    independent,
    falseAlarms: { budget: alarmsAMonth, months, alarms, rate: interval.rate / over, low: interval.low / over, high: interval.high / over },
    stretches,
  }
}
