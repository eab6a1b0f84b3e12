// Running or standing: a column with two far clusters, one of them near nothing, that most of the others follow. A response that alone left what the others explain
// is a fault and no state; by its own clusters a turbine's unmarked stops became one, and normal.

import type { StateRule } from '@acm/contract'
import { type Columns, column } from '../../columns.ts'
import { sortedObserved } from '../../quantile.ts'
import { madIn, medianIn } from '../../select.ts'

const LEAST_ROWS = 200
const MOST_ROWS = 4000
const LEAST_SHARE = 0.02
/** Of the clusters: their distance in pooled standard deviations. */
const LEAST_DISTANCE = 6
/** Of the values: in the middle third between the clusters. */
const MOST_BETWEEN = 0.02
/** Of the high cluster: the low one's centre. */
const NEAR_NOTHING = 0.25

/** What the machine does in the lower and the upper state. */
export const STATE_NAMES = ['standing still', 'running'] as const

interface Cut {
  readonly cut: number
  readonly score: number
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

function variance(values: Float64Array): number {
  const center = mean(values)
  return values.reduce((sum, value) => sum + (value - center) * (value - center), 0) / values.length
}

/** How many of the ascending values are below Otsu's cut: the largest variance between the two sides. */
function lowerSide(sorted: Float64Array): number {
  const n = sorted.length
  const all = sorted.reduce((sum, value) => sum + value, 0)
  let best = { at: 1, between: -1 }
  let sum = 0
  for (let at = 1; at < n; at++) {
    sum += sorted[at - 1]
    const apart = sum / at - (all - sum) / (n - at)
    const between = at * (n - at) * apart * apart
    if (between > best.between) best = { at, between }
  }
  return best.at
}

/** The cut of a column with two clear clusters, one of them near nothing. */
function cutOf(values: Float64Array): Cut | undefined {
  const seen = values.filter(Number.isFinite)
  if (seen.length < LEAST_ROWS) return undefined
  const sorted = sortedObserved(seen, Math.max(1, Math.floor(seen.length / MOST_ROWS)))
  const at = lowerSide(sorted)
  const [low, high] = [sorted.subarray(0, at), sorted.subarray(at)]
  if (Math.min(low.length, high.length) < LEAST_SHARE * sorted.length) return undefined
  const [a, b] = [mean(low), mean(high)]
  const distance = Math.abs(b - a) / Math.sqrt((variance(low) + variance(high)) / 2 + 1e-30)
  const third = (b - a) / 3
  const between = sorted.reduce((sum, value) => sum + Number(value > a + third && value < b - third), 0) / sorted.length
  if (!(distance > LEAST_DISTANCE && between < MOST_BETWEEN && Math.abs(a) < NEAR_NOTHING * Math.abs(b))) return undefined
  return { cut: (sorted[at - 1] + sorted[at]) / 2, score: distance * (1 - 10 * between) }
}

/** Does a column differ between the rows below and above the cut by more than it strays on either side? */
function follows(values: Float64Array, leading: Float64Array, cut: number): boolean {
  const side = (holds: (value: number) => boolean): Float64Array => values.filter((value, row) => Number.isFinite(value) && holds(leading[row]))
  const [low, high] = [side((value) => value <= cut), side((value) => value > cut)]
  if (low.length <= 10 || high.length <= 10) return false
  const [a, b] = [medianIn(low), medianIn(high)]
  return Math.abs(a - b) > 2 * Math.max(madIn(low, a), madIn(high, b), 1.4826e-12)
}

/** By what two states of the training rows are told; undefined where there is one. Cost: a sort of 4,000 values a column, four selections a pair that counts. */
export function stateRuleOf(x: Columns): StateRule | undefined {
  let best: (StateRule & Cut) | undefined
  for (let col = 0; col < x.cols; col++) {
    const leading = column(x, col)
    const found = cutOf(leading)
    if (!found || !(found.score > (best?.score ?? Number.NEGATIVE_INFINITY))) continue
    let followers = 0
    for (let other = 0; other < x.cols; other++) if (other !== col && follows(column(x, other), leading, found.cut)) followers++
    if (x.cols > 1 && followers < (x.cols - 1) / 2) continue
    best = { column: col, ...found }
  }
  return best && { column: best.column, cut: best.cut }
}

/** The earliest time there is: since when the first state has been on. */
const EVER = -8.64e15

export interface Course {
  /** State of each row. */
  readonly states: Uint8Array
  /** 1 where it has lasted long enough to be judged. */
  readonly settled: Uint8Array
  /** At the last row: the state, and since when. */
  readonly state: number
  readonly since: number
}

/** The state of each row, and whether it has settled; without rows before, the first state has. A missing value keeps the state before. */
export function courseOf(
  rule: StateRule | undefined,
  settling: number,
  x: Columns,
  time: Float64Array,
  before?: Pick<Course, 'state' | 'since'>,
): Course {
  const states = new Uint8Array(x.rows)
  const settled = new Uint8Array(x.rows).fill(1)
  if (!rule) return { states, settled, state: 0, since: EVER }
  const values = column(x, rule.column)
  let [state, since] = [before?.state ?? -1, before?.since ?? EVER]
  for (let row = 0; row < x.rows; row++) {
    const now = Number.isFinite(values[row]) ? Number(values[row] > rule.cut) : state < 0 ? 1 : state
    if (state >= 0 && now !== state) since = time[row]
    state = now
    states[row] = state
    settled[row] = Number(time[row] - since >= settling)
  }
  return { states, settled, state, since }
}
