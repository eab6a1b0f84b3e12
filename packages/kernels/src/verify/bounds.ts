// How far a result may lie from its exact value, and in what unit that is counted. By its definition a kernel is exact, within units in the
// last place, or within a share of the value; where error analysis says more, its line below says it.
import type { Equality } from '../kernel/definition.ts'
import { flat, type StoredCase } from './values.ts'

/** One rounding of a double. */
export const EPSILON = 2 ** -53

export interface Bound {
  /** The largest error allowed, in units. */
  readonly limit: number
  /** That of the reference, where its plain sums lose more. */
  readonly referenceLimit?: number
  /** What the unit is, in words. */
  readonly unit: string
  /** The unit at each element of an output. */
  unitAt(stored: StoredCase, expected: Float64Array): (index: number) => number
}

export function largestOf(values: Iterable<number>): number {
  let largest = 0
  for (const value of values) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value))
  return largest
}

const valuesOf = ({ first }: StoredCase): Float64Array => (first instanceof Float64Array ? first : first.values)
const rowsOf = ({ first }: StoredCase): number => (first instanceof Float64Array ? first.length : first.rows)

/** Mean or sum of |x| over the observed values of the trailing window that ends at each element. */
function windowMagnitude(stored: StoredCase, share: (sum: number, count: number) => number): (index: number) => number {
  const x = valuesOf(stored)
  const rows = rowsOf(stored)
  const window = Number(stored.options.window ?? rows)
  return (index) => {
    const row = index % rows
    const seen = x.subarray(index - Math.min(row, window - 1), index + 1).filter(Number.isFinite)
    return share(
      seen.reduce((sum, value) => sum + Math.abs(value), 0),
      seen.length,
    )
  }
}

const roundings = (limit: number, of: string, magnitude: (stored: StoredCase, expected: Float64Array) => (index: number) => number): Bound => ({
  limit,
  unit: `roundings of ${of}`,
  unitAt(stored, expected) {
    const at = magnitude(stored, expected)
    return (index) => EPSILON * at(index) + Number.MIN_VALUE
  },
})

const ofTheSum = (stored: StoredCase) => windowMagnitude(stored, (sum) => sum)
const ofTheMean = (stored: StoredCase) => windowMagnitude(stored, (sum, count) => sum / count)
const ofTheLargest = (stored: StoredCase) => {
  const largest = largestOf(valuesOf(stored))
  return () => largest
}
const ofTheValue = (_: StoredCase, expected: Float64Array) => (index: number) => Math.abs(expected[index])
const ofTheLargestValue = (_: StoredCase, expected: Float64Array) => {
  const largest = largestOf(expected)
  return () => largest
}

/** Σ |x_ri·x_rj| over the rows where both are observed: entry (i, j) of a Gram matrix. */
function productMagnitude({ first }: StoredCase): (index: number) => number {
  const { values, rows, cols } = first as Exclude<typeof first, Float64Array>
  return (index) => {
    const [i, j] = [Math.floor(index / cols) * rows, (index % cols) * rows]
    let sum = 0
    for (let r = 0; r < rows; r++) {
      const product = Math.abs(values[i + r] * values[j + r])
      if (Number.isFinite(product)) sum += product
    }
    return sum
  }
}

const lastPlace: Bound['unitAt'] = (_, expected) => (index) => {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(expected[index])).buffer)
  return new Float64Array(BigUint64Array.of(bits[0] + 1n).buffer)[0] - Math.abs(expected[index])
}

/** Relative to the unit that is stored; else to the value, and where that is below a hundredth of the largest of its output, to that. */
const relative: Bound['unitAt'] = ({ fields }, expected) => {
  const units = fields.unit === undefined ? undefined : flat(fields.unit)
  if (units) return (index) => units[units.length === 1 ? 0 : index]
  const least = largestOf(expected) / 100
  return (index) => Math.max(Math.abs(expected[index]), least)
}

/** What the observed scores of a column span: an offset costs each of them as much. */
const ofTheRange = (_: StoredCase, expected: Float64Array) => {
  const seen = expected.filter(Number.isFinite)
  const range = Math.max(...seen) - Math.min(...seen)
  return () => range
}

const ofOne = () => () => 1

/** What is stored beside the exact values under this name, one number a value. */
const stored =
  (name: string) =>
  ({ fields }: StoredCase, expected: Float64Array): ((index: number) => number) => {
    const values = flat(fields[name])
    if (values?.length !== expected.length) throw new TypeError(`${name} is not stored for each value`)
    return (index) => values[index] || 0
  }

/** Absolute where there is nothing but 0. */
const ofTheLargestValueOrOne = (_: StoredCase, expected: Float64Array) => {
  const largest = largestOf(expected) || 1
  return () => largest
}

const ofTheLargestBin = ({ fields }: StoredCase) => {
  const largest = Number(fields.largest)
  return () => largest
}

/** The energy of the window that ends at each row, in every band; absolute where that is 0. */
const ofTheWindow: Bound['unitAt'] = ({ first, fields }) => {
  const total = flat(fields.total) as Float64Array
  const { rows } = first as Exclude<typeof first, Float64Array>
  return (index) => total[index % rows] || 1
}

/** Norm of the column of R in which each value stands. */
const ofTheColumn = ({ first }: StoredCase, expected: Float64Array) => {
  const { rows, cols } = first as Exclude<typeof first, Float64Array>
  const height = Math.min(rows, cols)
  return (index: number) => {
    const top = index - (index % height)
    return Math.hypot(...expected.subarray(top, top + height))
  }
}

const ofTheMagnitudes = (one: StoredCase) => {
  const sum = valuesOf(one).reduce((total, value) => total + Math.abs(value), 0)
  return () => sum
}

const ofTheCondition = ({ fields }: StoredCase, expected: Float64Array) => {
  const unit = Number(fields.cond) * largestOf(expected)
  return () => unit
}

/** The reduction of angles beyond 1.6e6 is good to 1e-29. */
const reducedAngle: Bound['unitAt'] = (one, expected) => {
  const ulps = lastPlace(one, expected)
  return (index) => ulps(index) + (Math.abs(valuesOf(one)[index]) > 1.6e6 ? 1e-29 : 0)
}

/** Limits beside what error analysis gives (the docstrings say it) are what was measured on these values, rounded up. */
const bounds: Readonly<Record<string, Bound>> = {
  // Measured 1.7, and 4.3 of the reference; 5.3 where values near the end of the range meet.
  zscore: roundings(5, 'the range of the scores', ofTheRange),
  robustScale: roundings(6, 'the range of the scores', ofTheRange),
  // Derived: 2·⌈log₂ window⌉ in the program, the window of a plain sum.
  rollingSum: roundings(16, 'Σ|x|', ofTheSum),
  rollingMean: roundings(16, 'mean |x|', ofTheMean),
  // Measured 5e-15 and 6e-15; derived for the window of 100: 200 roundings.
  rollingStd: roundings(64, 'the value', ofTheValue),
  rollingVar: roundings(96, 'the value', ofTheValue),
  rollingQuantile: roundings(4, 'largest |x|', ofTheLargest),
  rollingMad: roundings(2, 'largest |x|', ofTheLargest),
  mad: roundings(1, 'largest |x|', ofTheLargest),
  // Derived: some 256 in the program, the rows of a plain sum.
  mean: roundings(48, 'largest |x|', ofTheLargest),
  std: roundings(48, 'the value', ofTheValue),
  gram: roundings(4, 'Σ|products|', productMagnitude),
  gemm: roundings(4, 'Σ|products|', stored('magnitude')),
  // R of columns that stand apart, up to a condition of 1e6; that Q·R is x to 12 roundings is tested beside it.
  qr: { limit: 1e-10, unit: "of the column's norm", unitAt: ofTheColumn },
  // Measured 11.8 (20 × 10 Vandermonde).
  svd: roundings(12, 'largest value', ofTheLargestValue),
  eigh: roundings(16, 'largest value', ofTheLargestValue),
  // Measured 12.4 (city block, 300 coordinates); derived: cols/2 + 2, and cols + 2. The index of a row has no unit that would hide another.
  pairwiseDistances: roundings(16, 'the distance', ofTheValue),
  argminDistances: roundings(16, 'the distance', ofTheValue),
  // Forward errors grow with the condition of the matrix, whatever the method.
  cholesky: roundings(2, 'condition × largest', ofTheCondition),
  solve: roundings(10, 'condition × largest', ofTheCondition),
  // Derived: hundreds.
  correlation: roundings(8, '1', ofOne),
  spearman: roundings(2, '1', ofOne),
  pairwiseLagCorrelation: roundings(8, '1', ofOne),
  covariance: roundings(12, 'product of deviations', stored('spread')),
  // Measured 1.9; derived: 8 · window.
  rollingSlope: roundings(3, 'the stored unit', stored('unit')),
  // Measured 1.1e-15; derived: 10 · window roundings, 1.9e-14 at 17.
  rollingCorr: { limit: 2e-15, unit: 'of 1', unitAt: ofOne },
  // Derived: 8 · window² roundings of the unit up to window 64.
  rollingSkew: { limit: 4e-14, unit: 'of what is added up', unitAt: relative },
  rollingKurt: { limit: 4e-14, unit: 'of what is added up', unitAt: relative },
  // Measured 3.8e-16; the plain sums of the reference grow with the root of the length.
  rfft: { limit: 6e-16, referenceLimit: 2e-14, unit: 'of the largest bin', unitAt: ofTheLargestBin },
  irfft: { limit: 6e-16, referenceLimit: 2e-14, unit: 'of the largest value', unitAt: ofTheLargestValueOrOne },
  // Measured 6.5e-16, and 1.9e-15 of the reference.
  powerSpectrum: { limit: 2e-15, unit: 'of the largest power', unitAt: ofTheLargestValueOrOne },
  bandEnergy: { limit: 2e-15, unit: 'of the largest energy', unitAt: ofTheLargestValueOrOne },
  welch: { limit: 2e-15, unit: 'of the largest density', unitAt: ofTheLargestValueOrOne },
  dominantPeriod: { limit: 0, unit: 'of the value', unitAt: relative },
  // Measured 5e-17.
  goertzel: { limit: 1e-15, unit: 'of Σ|x|', unitAt: ofTheMagnitudes },
  // Measured 6.5e-16, and 1.3e-15 of the reference.
  rollingSpectralEnergy: { limit: 4e-15, unit: "of the window's energy", unitAt: ofTheWindow },
  // Measured 4.6e-14 and 1.5e-13, of which scikit-learn's own rounding is a part; 5.7e-15; of the scores 1e-15, of parts 2.6e-14.
  omrFit: { limit: 1e-12, unit: 'of the value', unitAt: relative },
  mahalanobisFit: { limit: 1e-12, unit: 'of the value', unitAt: relative },
  gmmFit: { limit: 1e-13, unit: 'of the value', unitAt: relative },
  omrScore: { limit: 1e-14, unit: 'of the value', unitAt: relative },
  omrContributions: { limit: 1e-14, unit: 'of the value', unitAt: relative },
  omrReconstruct: { limit: 1e-14, unit: 'of the value', unitAt: relative },
  mahalanobisScore: { limit: 1e-14, unit: 'of the value', unitAt: relative },
  mahalanobisContributions: { limit: 1e-13, unit: 'of the value', unitAt: relative },
  gmmScore: { limit: 1e-14, unit: 'of the value', unitAt: relative },
  gmmContributions: { limit: 1e-12, unit: 'of the value', unitAt: relative },
  isolationForestScore: { limit: 1e-14, unit: 'of the value', unitAt: relative },
  // Measured 1e-13 of the program, whose distances lose six bits, and 8e-15 of the reference; the others 7e-15.
  silhouetteSamples: { limit: 4e-13, unit: 'of the value', unitAt: relative },
  calinskiHarabasz: { limit: 1e-13, unit: 'of the value', unitAt: relative },
  daviesBouldin: { limit: 1e-13, unit: 'of the value', unitAt: relative },
  exp: { limit: 1, unit: 'units in the last place', unitAt: lastPlace },
  log: { limit: 1, unit: 'units in the last place', unitAt: lastPlace },
  pow: { limit: 1, unit: 'units in the last place', unitAt: lastPlace },
  sin: { limit: 1, unit: 'units in the last place', unitAt: reducedAngle },
  cos: { limit: 1, unit: 'units in the last place', unitAt: reducedAngle },
  ndtriExp: { limit: 1e-15, unit: 'of the value', unitAt: relative },
}

function byEquality(equals: Equality): Bound {
  if (equals.kind === 'exact') return { limit: 0, unit: 'of the value', unitAt: relative }
  if (equals.kind === 'ulp') return { limit: equals.ulps, unit: 'units in the last place', unitAt: lastPlace }
  return { limit: equals.tolerance, unit: 'of the value', unitAt: relative }
}

export const boundOf = ({ name, equals }: { name: string; equals: Equality }): Bound => bounds[name] ?? byEquality(equals)

/** How far `actual` lies from `high + low` in units; infinite where only one side is NaN. */
export function errorOf(actual: number, high: number, unit: number, low = 0): number {
  if ((actual === high && low === 0) || (Number.isNaN(actual) && Number.isNaN(high))) return 0
  const error = Math.abs(actual - high - low) / unit
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error
}
