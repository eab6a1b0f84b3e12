// Sensors that stand still while the machine does not: a frozen transmitter looks healthy to every model that was trained on its usual values.

import type { Notice, Sensor } from '@acm/contract'
import { type Columns, column, type Span } from '../../columns.ts'
import { counted, moment } from '../../wording.ts'

/** A stretch without a change is suspicious from so many times the longest of the training rows on, and from so many rows. */
const TIMES_LONGER = 5
const LEAST_ROWS = 60
/** Where this share of the sensors stands still at once, the machine does. */
const MACHINE_SHARE = 0.5
const MOST_NAMED = 5

/** Longest stretch of equal observed values within a span; missing values neither end nor lengthen it. */
function longestFlat(values: Float64Array, { begin, end }: Span): Span {
  let best: Span = { begin, end: begin }
  let [since, last, held] = [begin, -1, Number.NaN]
  for (let row = begin; row < end; row++) {
    if (Number.isNaN(values[row])) continue
    if (values[row] !== held) [since, held] = [row, values[row]]
    last = row
    if (last + 1 - since > best.end - best.begin) best = { begin: since, end: last + 1 }
  }
  return best
}

interface Stuck {
  readonly col: number
  readonly span: Span
}

/** Share of the sensors that do not change over a span. */
function stillShare(x: Columns, { begin, end }: Span): number {
  let still = 0
  for (let col = 0; col < x.cols; col++) {
    const values = column(x, col).subarray(begin, end)
    const [first] = values
    if (values.every((value) => value === first || Number.isNaN(value))) still++
  }
  return still / x.cols
}

const shareOf = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0) / flags.length

/**
 * Sensors that held one value far longer than ever in training, in the rows from `trainRows` on, while most others moved and the machine was in no
 * `unknown` state (1), as one that is switched off for weeks. Cost: a pass.
 */
export function stuckSensors(x: Columns, trainRows: number, unknown: Uint8Array): Stuck[] {
  return Array.from({ length: x.cols }, (_, col) => {
    const values = column(x, col)
    const usual = longestFlat(values, { begin: 0, end: trainRows })
    return { col, span: longestFlat(values, { begin: trainRows, end: x.rows }), usual: usual.end - usual.begin }
  }).filter(({ span, usual }) => {
    const long = span.end - span.begin >= Math.max(TIMES_LONGER * usual, LEAST_ROWS)
    return long && shareOf(unknown.subarray(span.begin, span.end)) < MACHINE_SHARE && stillShare(x, span) < MACHINE_SHARE
  })
}

export function stuckNotices(x: Columns, trainRows: number, unknown: Uint8Array, sensors: readonly Sensor[], time: Float64Array): Notice[] {
  const stuck = stuckSensors(x, trainRows, unknown)
  return stuck.slice(0, MOST_NAMED).map(({ col, span: { begin, end } }, i) => {
    const more = i + 1 === MOST_NAMED && stuck.length > MOST_NAMED ? `; so did ${counted(stuck.length - MOST_NAMED, 'more sensor')}` : ''
    const until = end === x.rows ? `since ${moment(time[begin])}` : `from ${moment(time[begin])} to ${moment(time[end - 1])}`
    const value = Number(column(x, col)[begin].toPrecision(6))
    return {
      code: 'ACM-NOTICE-STUCK',
      text: `${sensors[col].name} has stood at ${value} ${until} while the machine moved: is the sensor stuck?${more}`,
    }
  })
}
