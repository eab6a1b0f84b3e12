// Where training was, and whether a sensor outside it was taken there by the machine. Two keys: an operating variable is outside, and a column that went with it
// in training has moved alike. A probe that fails alone turns only one.

import type { StateModel, WindowModel } from '@acm/contract'
import { type Columns, column, emptyColumns } from '../../columns.ts'

/** What evidence asks of a model; channels come from it. */
export type Measures = Pick<StateModel, 'offset' | 'windows' | 'pace' | 'partners'>

/** How the asset is looked at, whatever the state. */
export interface View {
  /** Milliseconds between rows. */
  readonly cadence: number
  readonly long: boolean
  readonly quantities: readonly number[]
  readonly operating: readonly boolean[]
}

/** Of its deviation: a residual this small says that the others explain it. */
const EXPLAINED = 1 / 3
/** Of its deviation: a partner that differs by no more has moved alike. */
const ALIKE = 0.35

/** By how much each deviation is beyond its trained least and greatest, NaN where it is missing. */
function excessOf({ low, high }: WindowModel, deviations: Columns): Columns {
  const out = emptyColumns(deviations.rows, deviations.cols)
  for (let col = 0; col < out.cols; col++) {
    const [from, to] = [column(deviations, col), column(out, col)]
    for (let row = 0; row < to.length; row++) to[row] = Math.max(from[row] - high[col], low[col] - from[row], 0)
  }
  return out
}

/** 1 where a column is an operating variable that a partner confirms, or is of the same quantity as one outside its range. */
function operatedColumns(partners: Measures['partners'], deviations: Columns, excess: Columns, { quantities, operating }: View): Columns {
  const out = emptyColumns(deviations.rows, deviations.cols)
  for (const { column: own, other, sign } of partners) {
    if (!operating[own]) continue
    const [a, b, to] = [column(deviations, own), column(deviations, other), column(out, own)]
    for (let row = 0; row < to.length; row++) if (Math.abs(sign * b[row] - a[row]) <= ALIKE * Math.abs(a[row])) to[row] = 1
  }
  for (const quantity of new Set(quantities.filter((_, col) => operating[col]))) {
    const members = quantities.flatMap((other, col) => (other === quantity ? [col] : []))
    for (let row = 0; row < out.rows; row++) {
      if (!members.some((col) => column(out, col)[row] > 0 && column(excess, col)[row] > 0)) continue
      for (const col of members) column(out, col)[row] = 1
    }
  }
  return out
}

/** Of single rows: excess, and which of them are the operator's; undefined where no operating variable is outside in any. */
export function operatingRows({ windows, partners }: Measures, deviations: Columns, view: View): { excess: Columns; rows: Columns } | undefined {
  if (!view.operating.some(Boolean)) return undefined
  const excess = excessOf(windows[0], deviations)
  return { excess, rows: operatedColumns(partners, deviations, excess, view) }
}

export interface Excess {
  readonly excess: Columns
  /** 1 where it is the machine's doing: the others explain it, or it is how the machine is run. */
  readonly confirmed: Columns
}

export function beyond({ partners }: Measures, window: WindowModel, deviations: Columns, residuals: Columns, view: View): Excess {
  const excess = excessOf(window, deviations)
  const confirmed = operatedColumns(partners, deviations, excess, view)
  for (let i = 0; i < confirmed.values.length; i++)
    if (Math.abs(residuals.values[i]) <= EXPLAINED * Math.abs(deviations.values[i])) confirmed.values[i] = 1
  return { excess, confirmed }
}

/** How far outside where it is the machine's doing, else 0. */
export function outsideOf({ excess, confirmed }: Excess): Columns {
  const out = emptyColumns(excess.rows, excess.cols)
  for (let i = 0; i < out.values.length; i++) if (confirmed.values[i] > 0) out.values[i] = excess.values[i] || 0
  return out
}
