// Columns by nature, learned from training rows: counters are judged by their rate or not at all, angles by sine and cosine, and what is one quantity is judged as one.

import type { JudgedColumn, Sensor, SetAside } from '@acm/contract'
import { cos, sin } from '@acm/kernels'
import { type Columns, column, emptyColumns } from '../../columns.ts'
import { quantileOf, sortedObserved } from '../../quantile.ts'
import { deviationOf, medianIn, observed, quantileIn } from '../../select.ts'

const NAMED = /(^|[ _.-])(avg|average|mean|min|minimum|least|low|max|maximum|greatest|high|std)(?=$|[ _.[-])/g
const OPERATING = /\[?(rpm|1\/min|min-1|hz)\]?$|\b(speed|set ?point|ambient|outdoor|outside air|weather|humidity|demand|grade|recipe)\b/i
/** Steps of a counter that may fall, and must rise. */
const MOST_FALLS = 1e-3
const LEAST_RISES = 0.05
/** Of the lesser deviation, where half of it is asked for. */
const CLEARLY_APART = 0.8
const DEGREE = Math.PI / 180

/** A name without the words that tell averages and extremes of one quantity apart. */
const stemOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(NAMED, ' ')
    .replace(/[\s_]+/g, ' ')
    .trim()

/** Differences of observed values that follow each other. */
function stepsOf(values: Float64Array): Float64Array {
  const seen = observed(values)
  const out = new Float64Array(Math.max(seen.length - 1, 0))
  for (let i = 0; i < out.length; i++) out[i] = seen[i + 1] - seen[i]
  return out
}

/** Shares of values above and below 0. */
function sharesOf(values: Float64Array): { above: number; below: number } {
  let above = 0
  let below = 0
  for (let i = 0; i < values.length; i++) {
    if (values[i] > 0) above++
    else if (values[i] < 0) below++
  }
  return { above: above / values.length, below: below / values.length }
}

/** Does it never fall, but for a reset in a thousand rows, and rise in each fifth of the rows? */
function isCounter(steps: Float64Array): boolean {
  if (steps.length < 50) return false
  const { above, below } = sharesOf(steps)
  if (below > MOST_FALLS || above < LEAST_RISES) return false
  const fifths = Array.from({ length: 5 }, (_, i) => steps.subarray(Math.floor((i * steps.length) / 5), Math.floor(((i + 1) * steps.length) / 5)))
  return fifths.every((fifth) => sharesOf(fifth).above > 0)
}

/** Does it go all the way round, jump where it closes, and move by little else? */
function isAngle(values: Float64Array): boolean {
  const seen = observed(values)
  if (seen.length < 100) return false
  let low = seen[0]
  let high = seen[0]
  for (let i = 1; i < seen.length; i++) {
    if (seen[i] < low) low = seen[i]
    if (seen[i] > high) high = seen[i]
  }
  if (!((low >= 0 && high <= 360.5) || (low >= -180.5 && high <= 180.5)) || high - low < 270) return false
  const steps = stepsOf(seen).map(Math.abs)
  const wild = steps.reduce((sum, step) => sum + Number(step > 60 && step < 300), 0) / steps.length
  return steps.some((step) => step > 300) && wild < 0.02 && medianIn(steps) < 30
}

/** Change a second since the row before; a fall is missing, as is the first. */
function rateOf(values: Float64Array, time: Float64Array): Float64Array {
  return values.map((value, row) => {
    const rate = row > 0 ? (value - values[row - 1]) / ((time[row] - time[row - 1]) / 1000) : Number.NaN
    return rate < 0 ? Number.NaN : rate
  })
}

/** Does a counter's rate move by more than its own rounding? */
function hasRate(values: Float64Array, time: Float64Array, steps: Float64Array, cadence: number): boolean {
  const rates = sortedObserved(rateOf(values, time))
  const least = steps.reduce((a, b) => (Math.round(b * 1e9) / 1e9 > 0 ? Math.min(a, Math.round(b * 1e9) / 1e9) : a), Number.POSITIVE_INFINITY)
  return quantileOf(rates, 0.95) - quantileOf(rates, 0.05) > (2.5 * least) / (cadence / 1000)
}

type Plain = Pick<JudgedColumn, 'sensor' | 'nature'>

/** The judged columns of sensors, of rows that follow one `before` (its time and values), by sensor. */
export function judgedValues(
  columns: readonly Plain[],
  x: Columns,
  time: Float64Array,
  before?: { readonly time: number; readonly values: Float64Array },
): Columns {
  const out = emptyColumns(x.rows, columns.length)
  columns.forEach(({ sensor, nature }, col) => {
    const values = column(x, sensor)
    const to = column(out, col)
    if (nature === 'value') to.set(values)
    else if (nature === 'sine') to.set(sin(values.map((value) => value * DEGREE)))
    else if (nature === 'cosine') to.set(cos(values.map((value) => value * DEGREE)))
    else {
      to.set(rateOf(values, time))
      if (before && x.rows > 0) to[0] = rateOf(Float64Array.of(before.values[sensor], values[0]), Float64Array.of(before.time, time[0]))[1]
    }
  })
  return out
}

interface Looked {
  readonly deviation: number
}

/** Standard deviation of every so many rows of a difference, five hundred at most: enough to see that two columns are clearly apart. */
function sampledDeviation(a: Float64Array, b: Float64Array): number {
  const every = Math.max(1, Math.ceil(a.length / 500))
  let count = 0
  let sum = 0
  let squares = 0
  // From the first difference that is known, so that the squares keep their digits.
  let origin = Number.NaN
  for (let row = 0; row < a.length; row += every) {
    const apart = a[row] - b[row]
    if (!Number.isFinite(apart)) continue
    if (count === 0) origin = apart
    count++
    sum += apart - origin
    squares += (apart - origin) * (apart - origin)
  }
  return Math.sqrt(Math.max(squares / count - (sum / count) * (sum / count), 0))
}

/** Are two columns one quantity: copies, or the least, average and greatest of one? */
function isOne(a: Float64Array, b: Float64Array, [ofA, ofB]: readonly Looked[], named: boolean): boolean {
  if (!named && sampledDeviation(a, b) > CLEARLY_APART * Math.min(ofA.deviation, ofB.deviation)) return false
  const difference = new Float64Array(a.length)
  for (let row = 0; row < a.length; row++) difference[row] = a[row] - b[row]
  const apart = observed(difference)
  if (apart.length === 0) return false
  const least = Math.min(ofA.deviation, ofB.deviation)
  const deviation = deviationOf(apart)
  if (deviation < 0.03 * least) return true
  if (!named && deviation >= 0.5 * least) return false
  const { above, below } = sharesOf(apart)
  return Math.min(above, below) <= MOST_FALLS && (named || Math.abs(quantileIn(apart, 0.5)) < 2 * least)
}

/** The quantity of each column. Cost: a pass a pair. */
function quantitiesOf(columns: readonly Plain[], values: Columns, sensors: readonly Sensor[]): number[] {
  const looks = columns.map((_, col) => ({ deviation: deviationOf(column(values, col)) }))
  const stems = columns.map(({ sensor }) => stemOf(sensors[sensor].name))
  const out = columns.map((_, col) => col)
  columns.forEach((one, a) => {
    for (let b = 0; b < a; b++) {
      const other = columns[b]
      const named = stems[a] === stems[b]
      const plain = one.nature === 'value' && other.nature === 'value'
      const same = one.sensor === other.sensor || (plain && isOne(column(values, a), column(values, b), [looks[a], looks[b]], named))
      if (!same) continue
      const [from, to] = [out[a], out[b]]
      out.forEach((quantity, col) => {
        if (quantity === from) out[col] = to
      })
    }
  })
  return out
}

const isOperating = ({ name, unit }: Sensor): boolean => OPERATING.test(`${name}${unit === undefined ? '' : ` [${unit}]`}`.replaceAll('_', ' '))

/** What is judged of the given sensors, by their training rows, and which of them only count. */
export function naturesOf(
  x: Columns,
  time: Float64Array,
  sensors: readonly Sensor[],
  cadence: number,
): { columns: JudgedColumn[]; setAside: SetAside[] } {
  const setAside: SetAside[] = []
  const plain = sensors.flatMap(({ name }, sensor): Plain[] => {
    const values = column(x, sensor)
    const steps = stepsOf(values)
    if (isCounter(steps)) {
      if (hasRate(values, time, steps, cadence)) return [{ sensor, nature: 'rate' }]
      setAside.push({ sensor: name, reason: 'it counts on by itself, at a rate that tells nothing' })
      return []
    }
    if (!isAngle(values)) return [{ sensor, nature: 'value' }]
    return [
      { sensor, nature: 'sine' },
      { sensor, nature: 'cosine' },
    ]
  })
  const quantities = quantitiesOf(plain, judgedValues(plain, x, time), sensors)
  return { columns: plain.map((one, col) => ({ ...one, quantity: quantities[col], operating: isOperating(sensors[one.sensor]) })), setAside }
}
