// The slow of the two scales: a median over 5 rows takes out single bad readings, a mean over 16 lets slow faults stand out.

import { rollingMean, rollingMedian } from '@acm/kernels'
import { type Columns, column, emptyColumns, type Span } from '../../columns.ts'
import { method } from '../../settings.ts'

/** Columns worked at a time: bounds the intermediate results. */
const GROUP = 16

/** Consecutive spans from each start to the next; the last ends at `rows`. */
export const segments = (starts: readonly number[], rows: number): Span[] => starts.map((begin, i) => ({ begin, end: starts[i + 1] ?? rows }))

/** Rows of usual values put before a segment: as far as both windows reach. */
const LEAD = method.medianWindow + method.meanWindow - 2

/** One segment of some columns, with rows of each column's usual value before it. */
function led(x: Columns, { begin, end }: Span, usual: Float64Array): Columns {
  const out = emptyColumns(LEAD + end - begin, x.cols)
  for (let col = 0; col < x.cols; col++) {
    const to = column(out, col)
    to.fill(usual[col], 0, LEAD)
    to.set(column(x, col).subarray(begin, end), LEAD)
  }
  return out
}

function smoothGroup(x: Columns, spans: readonly Span[], usual: Float64Array, inMedias: boolean, out: Columns): void {
  const unknown = usual.map(() => Number.NaN)
  for (const span of spans) {
    const part = led(x, span, span.begin > 0 || !inMedias ? usual : unknown)
    const medians = rollingMedian(part, { window: method.medianWindow, minPeriods: 1 })
    const means = { ...part, values: rollingMean({ ...part, values: medians }, { window: method.meanWindow, minPeriods: 1 }) }
    for (let col = 0; col < x.cols; col++) column(out, col).set(column(means, col).subarray(LEAD), span.begin)
  }
}

/**
 * Smooths each segment by itself, as if rows of usual values (`usual`, one a column) had gone before: the mean of the few rows since a start would
 * stray further than a full window, and a machine that starts and stops would alarm at every start. Where the first row is a history's first
 * (`inMedias`), nothing is known of the rows before it: there the window is shorter.
 */
export function smooth(x: Columns, starts: readonly number[], usual: Float64Array, inMedias: boolean): Columns {
  const out = emptyColumns(x.rows, x.cols)
  const spans = segments(starts, x.rows)
  for (let begin = 0; begin < x.cols; begin += GROUP) {
    const cols = Math.min(GROUP, x.cols - begin)
    const group = (from: Columns): Columns => ({ ...from, values: from.values.subarray(begin * x.rows, (begin + cols) * x.rows), cols })
    smoothGroup(group(x), spans, usual.subarray(begin, begin + cols), inMedias, group(out))
  }
  return out
}
