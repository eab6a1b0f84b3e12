// Linear algebra against fractions, mpmath and NumPy: oracle/linalg.py made the values.
import { describe, expect, test } from 'vitest'
import { eigh, gram } from '../dist/index.js'
import { use } from './engines.ts'
import { EPSILON, engines, expectWithin, largestOf, matrixOf, type Numbers, numbers, type OracleMatrix, oracle } from './oracles.ts'

interface GramCase {
  input: string
  x: OracleMatrix
  exact: Numbers
}
interface EighCase {
  input: string
  n: number
  a: Numbers
  exact: Numbers
  numpy: Numbers
  vectors?: Numbers
}
const cases = oracle<{ gram: GramCase[]; eigh: EighCase[] }>('linalg')

/** Σ |x_ri·x_rj| over the rows where both are observed. */
function productMagnitude({ values, rows }: { values: Float64Array; rows: number }, i: number, j: number): number {
  let sum = 0
  for (let r = 0; r < rows; r++) {
    const product = values[i * rows + r] * values[j * rows + r]
    if (Number.isFinite(product)) sum += Math.abs(product)
  }
  return sum
}

/** Σ_k value_k · v_ik · v_jk over all i, j; with all values 1 and rows for columns, VᵀV. */
function product(n: number, entry: (i: number, j: number, k: number) => number): Float64Array {
  const out = new Float64Array(n * n)
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) out[j * n + i] += entry(i, j, k)
  return out
}

const identity = (n: number): Float64Array => Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0))

/** In roundings (2^-53) of Σ|products|; measured 2, derived 130 + rows/256. */
const GRAM_LIMIT = 4
/** Times n, in roundings of the largest |value|; measured: values 0.8, orthogonality 2.4, reconstruction 0.8. */
const VALUE_LIMIT = 2
const PRODUCT_LIMIT = 4

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test.each(cases.gram)('gram: $input', ({ input, x, exact }) => {
    use(engine)
    const matrix = matrixOf(x)
    const unit = (at: number) => EPSILON * productMagnitude(matrix, Math.floor(at / x.cols), at % x.cols)
    expectWithin(GRAM_LIMIT, gram(matrix), exact, unit, input)
  })

  test.each(cases.eigh)('eigh: $input', ({ input, n, a, exact, numpy, vectors: theirs }) => {
    use(engine)
    const values = numbers(a)
    const result = eigh({ values, rows: n, cols: n })
    const largest = largestOf(numbers(exact)) || 1
    const v = result.vectors
    const scaled = result.values.map((value) => value / largest)
    expectWithin(VALUE_LIMIT * n, result.values, exact, () => EPSILON * largest, `values of ${input}`)
    expectWithin(1e-10, result.values, numpy, () => largest, `values of ${input} beside NumPy`)
    expectWithin(
      PRODUCT_LIMIT * n,
      product(n, (i, j, k) => v[i * n + k] * v[j * n + k]),
      identity(n),
      () => EPSILON,
      `VᵀV of ${input}`,
    )
    const rebuilt = product(n, (i, j, k) => scaled[k] * v[k * n + i] * v[k * n + j])
    expectWithin(
      PRODUCT_LIMIT * n,
      rebuilt,
      values.map((value) => value / largest),
      () => EPSILON,
      `V·Λ·Vᵀ of ${input}`,
    )
    if (theirs) expectWithin(1e-10, v, theirs, () => 1, `vectors of ${input}`)
    for (let k = 1; k < n; k++) expect(result.values[k]).toBeGreaterThanOrEqual(result.values[k - 1])
  })
})
