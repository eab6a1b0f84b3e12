// The slow of the two scales: a median over 5 rows takes out single bad readings, a mean over 16 lets slow faults stand out.

import { rollingMean, rollingMedian } from '@acm/kernels'
import { type Columns, column, emptyColumns, type Span, takeSpans } from '../columns.ts'
import { method } from '../settings.ts'

/** Columns worked at a time: bounds the intermediate results. */
const GROUP = 16

/** Consecutive spans from each start to the next; the last ends at `rows`. */
export const segments = (starts: readonly number[], rows: number): Span[] => starts.map((begin, i) => ({ begin, end: starts[i + 1] ?? rows }))

function smoothWhole(x: Columns, out: Float64Array): void {
  const values = rollingMedian(x, { window: method.medianWindow, minPeriods: 1 })
  rollingMean({ ...x, values }, { window: method.meanWindow, minPeriods: 1, out })
}

function smoothGroup(x: Columns, spans: readonly Span[], out: Columns): void {
  if (spans.length === 1) {
    smoothWhole(x, out.values)
    return
  }
  for (const span of spans) {
    const part = takeSpans(x, [span])
    smoothWhole(part, part.values)
    for (let col = 0; col < x.cols; col++) column(out, col).set(column(part, col), span.begin)
  }
}

/** Smooths each segment by itself; a window at its beginning is shorter. Missing stays missing only where a whole window is. */
export function smooth(x: Columns, starts: readonly number[]): Columns {
  const out = emptyColumns(x.rows, x.cols)
  const spans = segments(starts, x.rows)
  for (let begin = 0; begin < x.cols; begin += GROUP) {
    const cols = Math.min(GROUP, x.cols - begin)
    const group = (from: Columns): Columns => ({ ...from, values: from.values.subarray(begin * x.rows, (begin + cols) * x.rows), cols })
    smoothGroup(group(x), spans, group(out))
  }
  return out
}
