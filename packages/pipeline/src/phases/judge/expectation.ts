// What is expected of a sensor, given the others, in its unit, and how far healthy rows stray from it.

import type { AssetModel, CulpritSignal } from '@acm/contract'
import { type Columns, column } from '../../columns.ts'
import { interpolate } from '../../quantile.ts'
import type { Judgement } from './score-rows.ts'

/** The column in which a sensor is judged as it is; −1 for one that is judged by rate or angle. */
export const plainColumn = ({ columns }: Pick<AssetModel, 'columns'>, sensor: number): number =>
  columns.findIndex((one) => one.sensor === sensor && one.nature === 'value')

/** What the others, and the column's own curve, lead one to expect, in its unit; one value a row. */
export function expectedOf({ strand, expected }: Judgement, col: number): Float64Array {
  const { center, scale, offset, curves } = strand
  const curve = curves.find((one) => one.column === col)
  return column(expected, col).map((value) => {
    const [shift, grown] = curve ? [interpolate(value, curve.at, curve.center), interpolate(value, curve.at, curve.scale)] : [0, 1]
    return center[col] + scale[col] * (value + shift + grown * offset[col])
  })
}

/** Half the width in which single rows of a sensor stay while they raise no alarm. */
function bandOf({ strand }: Judgement, col: number, factor: number): number {
  const { channels, windows, scale } = strand
  const level = channels.find(({ kind, window }) => kind === 'largest' && window === windows[0].rows)?.level ?? Number.NaN
  return level * factor * windows[0].spread[col] * scale[col]
}

/** Judgements of rows that begin with row `first` of a table. */
export interface Part {
  readonly judgements: readonly Judgement[]
  readonly first: number
}

/** Sensors' values with what is expected of them, over all rows. */
export function signals(model: AssetModel, x: Columns, parts: readonly Part[], sensors: readonly number[]): CulpritSignal[] {
  const unknown = (): Float64Array => new Float64Array(x.rows).fill(Number.NaN)
  return sensors.map((sensor) => {
    const { name, unit } = model.sensors[sensor]
    const out = {
      sensor: name,
      ...(unit !== undefined && { unit }),
      value: column(x, sensor).slice(),
      expected: unknown(),
      low: unknown(),
      high: unknown(),
    }
    const col = plainColumn(model, sensor)
    if (col < 0) return out
    for (const { judgements, first } of parts)
      for (const judgement of judgements) {
        const own = expectedOf(judgement, col)
        const band = bandOf(judgement, col, model.factor)
        judgement.rows.forEach((row, i) => {
          out.expected[first + row] = own[i]
          out.low[first + row] = own[i] - band
          out.high[first + row] = own[i] + band
        })
      }
    return out
  })
}
