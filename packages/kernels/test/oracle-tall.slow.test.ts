// Thin QR and singular values against mpmath and NumPy: oracle/linalg_factorizations.py made the values.
import { describe, expect, test } from 'vitest'
import { qr, svd } from '../dist/index.js'
import { use } from './engines.ts'
import { EPSILON, engines, expectWithin, largestOf, matrixOf, type Numbers, type OracleMatrix, oracle } from './oracles.ts'

interface TallCase {
  input: string
  x: OracleMatrix
  exact: { svd: { s: Numbers }; qr?: { r: Numbers } }
  numpy: Numbers
}
const cases = oracle<{ tall: TallCase[] }>('linalg_factorizations').tall

/** In roundings of 1, and of the largest singular value or the column’s norm; measured 11.8 (s, 20 × 10 Vandermonde). */
const LIMIT = 12

/** Σ_k a(i, k)·b(k, j), m × n. */
function product(m: number, n: number, inner: number, a: (i: number, k: number) => number, b: (k: number, j: number) => number): Float64Array {
  const out = new Float64Array(m * n)
  for (let j = 0; j < n; j++) for (let i = 0; i < m; i++) for (let k = 0; k < inner; k++) out[j * m + i] += a(i, k) * b(k, j)
  return out
}
const identity = (n: number): Float64Array => Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0))

/** The largest magnitude brought near 1 by a power of two, so that no test overflows. */
function near({ rows, cols, values }: OracleMatrix) {
  const plain = matrixOf({ rows, cols, values }).values
  const scale = 2 ** -Math.floor(Math.log2(largestOf(plain) || 1))
  return { scale, values: plain.map((value) => value * scale) }
}

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test.each(cases)('qr: $input', ({ input, x, exact: { qr: exact } }) => {
    use(engine)
    const { rows, cols } = x
    const n = Math.min(rows, cols)
    const { scale, values } = near(x)
    const { q, r } = qr(matrixOf(x))
    const gram = product(
      n,
      n,
      rows,
      (i, k) => q[i * rows + k],
      (k, j) => q[j * rows + k],
    )
    expectWithin(LIMIT, gram, identity(n), () => EPSILON, `QᵀQ of ${input}`)
    const rebuilt = product(
      rows,
      cols,
      n,
      (i, k) => q[k * rows + i],
      (k, j) => r[j * n + k] * scale,
    )
    const norm = (at: number) => Math.hypot(...values.subarray(Math.floor(at / rows) * rows, (Math.floor(at / rows) + 1) * rows)) + Number.MIN_VALUE
    expectWithin(LIMIT, rebuilt, values, (at) => EPSILON * norm(at), `Q·R of ${input}`)
    for (let j = 0; j < cols; j++) for (let i = j; i < n; i++) expect(i === j ? r[j * n + i] >= 0 : r[j * n + i] === 0, `R of ${input}`).toBe(true)
    if (exact)
      expectWithin(
        1e-10,
        r,
        exact.r,
        (at) => Math.hypot(...Array.from({ length: n }, (_, i) => Number(exact.r[Math.floor(at / n) * n + i]))),
        `R of ${input}`,
      )
  })

  test.each(cases)('svd: $input', ({ input, x, exact, numpy }) => {
    use(engine)
    const { rows, cols } = x
    const n = Math.min(rows, cols)
    const { scale, values } = near(x)
    const { u, s, vh } = svd(matrixOf(x))
    const most = largestOf(exact.svd.s.map(Number)) || 1
    expectWithin(LIMIT, s, exact.svd.s, () => EPSILON * most, `s of ${input}`)
    expectWithin(1e-10, s, numpy, () => most, `s of ${input} beside NumPy`)
    for (let k = 1; k < n; k++) expect(s[k], input).toBeLessThanOrEqual(s[k - 1])
    const left = product(
      n,
      n,
      rows,
      (i, k) => u[i * rows + k],
      (k, j) => u[j * rows + k],
    )
    const right = product(
      n,
      n,
      cols,
      (i, k) => vh[k * n + i],
      (k, j) => vh[k * n + j],
    )
    expectWithin(LIMIT, left, identity(n), () => EPSILON, `UᵀU of ${input}`)
    expectWithin(LIMIT, right, identity(n), () => EPSILON, `VᵀV of ${input}`)
    const rebuilt = product(
      rows,
      cols,
      n,
      (i, k) => u[k * rows + i] * (s[k] * scale),
      (k, j) => vh[j * n + k],
    )
    expectWithin(LIMIT, rebuilt, values, () => EPSILON * most * scale, `U·S·Vᵀ of ${input}`)
    for (let k = 0; k < n; k++) {
      const row = Array.from({ length: cols }, (_, j) => vh[j * n + k])
      expect(Math.max(...row), `sign of row ${k} of ${input}`).toBeGreaterThanOrEqual(-Math.min(...row))
    }
  })

  test('a value that is not finite leaves nothing', () => {
    use(engine)
    for (const gap of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      for (const [rows, cols] of [
        [3, 2],
        [2, 3],
      ]) {
        const x = { values: Float64Array.of(1, 2, gap, 4, 5, 6), rows, cols }
        for (const result of [...Object.values(qr(x)), ...Object.values(svd(x))]) expect(result.every(Number.isNaN)).toBe(true)
      }
  })
})
