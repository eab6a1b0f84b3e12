// Conditions a machine is operated in, told from its operating variables alone: a fault cannot become one. Each condition has its own usual
// values, so that what the sensors say can be compared between them.

import { kmeans, kmeansPredict, silhouetteScore } from '@acm/kernels'
import { type Columns, column, emptyColumns, takeColumns, takeRows } from '../columns.ts'
import { fitScaling, scaleInPlace, spreads } from './scaling.ts'

export interface Conditions {
  /** Of the operating variables that vary: their columns, centre and scale. */
  readonly cols: readonly number[]
  readonly center: Float64Array
  readonly scale: Float64Array
  /** k × cols, scaled. */
  readonly centers: Float64Array
  readonly k: number
}

const MOST_CONDITIONS = 8
/** Clusters less apart than this are one condition: a uniform cloud cut in two has 0.5. */
const LEAST_SILHOUETTE = 0.7
const SILHOUETTE_ROWS = 1000

const evenly = (rows: number, most: number): Int32Array =>
  Int32Array.from({ length: Math.min(rows, most) }, (_, i) => Math.floor((i * rows) / Math.min(rows, most)))

function scaled(x: Columns, { cols, center, scale }: Pick<Conditions, 'cols' | 'center' | 'scale'>): Columns {
  const part = takeColumns(x, cols)
  return scaleInPlace({ ...part, values: part.values.slice() }, { center, scale })
}

/** Finds the conditions of the rows: as many k-means clusters (2 … 8) as have the best silhouette, one where none is above 0.7. */
export function fitConditions(x: Columns, operating: readonly number[], seed: number): Conditions {
  const whole = spreads(x, x.rows)
  const cols = operating.filter((col) => whole[col] > 0)
  const one = { cols: [], center: new Float64Array(0), scale: new Float64Array(0), centers: new Float64Array(0), k: 1 }
  if (cols.length === 0) return one
  const scale = Float64Array.from(cols, (col) => whole[col])
  const center = fitScaling(takeColumns(x, cols), scale).center
  const z = scaled(x, { cols, center, scale })
  const sample = takeRows(z, evenly(z.rows, SILHOUETTE_ROWS))
  let best: { silhouette: number; k: number; centers: Float64Array } = { silhouette: LEAST_SILHOUETTE, k: 1, centers: new Float64Array(cols.length) }
  for (let k = 2; k <= Math.min(MOST_CONDITIONS, sample.rows - 1); k++) {
    const { centers, labels } = kmeans(sample, { k, seed })
    const silhouette = silhouetteScore(sample, { labels })[0]
    if (silhouette > best.silhouette) best = { silhouette, k, centers }
  }
  return best.k === 1 ? one : { cols, center, scale, centers: best.centers, k: best.k }
}

/** The condition of each row, from 0. */
export function conditionsOf(x: Columns, conditions: Conditions): Float64Array {
  if (conditions.k === 1) return new Float64Array(x.rows)
  return kmeansPredict(scaled(x, conditions), { centers: { values: conditions.centers, rows: conditions.k, cols: conditions.cols.length } }).labels
}

export interface ConditionScaling {
  /** A list a condition, a number a sensor. */
  readonly center: readonly Float64Array[]
  readonly scale: readonly Float64Array[]
}

/** Usual value and spread of each sensor in each condition. */
export function fitConditionScaling(x: Columns, labels: Float64Array, k: number): ConditionScaling {
  const whole = spreads(x, x.rows)
  const each = Array.from({ length: k }, (_, condition) => {
    const rows = Int32Array.from(labels.keys()).filter((row) => labels[row] === condition)
    return fitScaling(takeRows(x, rows), whole)
  })
  return { center: each.map(({ center }) => center), scale: each.map(({ scale }) => scale) }
}

/** Each value as a deviation from what is usual in its condition; missing stays missing, a sensor that never varies there is 0. */
export function deviations(x: Columns, labels: Float64Array, { center, scale }: ConditionScaling): Columns {
  const out = emptyColumns(x.rows, x.cols)
  for (let col = 0; col < x.cols; col++) {
    const [from, to] = [column(x, col), column(out, col)]
    for (let row = 0; row < x.rows; row++) {
      const condition = labels[row]
      const unit = scale[condition]?.[col] ?? 0
      to[row] = unit > 0 ? (from[row] - center[condition][col]) / unit : 0
    }
  }
  return out
}
