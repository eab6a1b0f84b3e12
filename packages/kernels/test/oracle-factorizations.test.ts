// Factorisations against mpmath and NumPy: oracle/linalg_factorizations.py made the values.
import { describe, expect, test } from 'vitest'
import { cholesky, solve } from '../dist/index.js'
import { use } from './engines.ts'
import { EPSILON, engines, expectWithin, largestOf, matrixOf, type Numbers, numbers, type OracleMatrix, oracle } from './oracles.ts'

interface SquareCase {
  input: string
  n: number
  a: Numbers
}
interface CholeskyCase extends SquareCase {
  exact: Numbers
  numpy: Numbers
  cond: number
}
interface SolveCase {
  input: string
  a: OracleMatrix
  b: OracleMatrix
  exact: Numbers
  numpy: Numbers
  cond: number
}
const cases = oracle<{ cholesky: CholeskyCase[]; noCholesky: SquareCase[]; solve: SolveCase[]; noSolve: SquareCase[] }>('linalg_factorizations')

/** L·Lᵀ in roundings of √(a_ii·a_jj); derived n + 3. */
const CHOLESKY_LIMIT = 6
/** In roundings of the condition times the largest of the column; measured 12.3 (n = 60). */
const FORWARD_LIMIT = 16
/** Beyond this condition two right answers differ by more than 1e-10. */
const COMPARABLE = 1e4

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test.each(cases.cholesky)('cholesky: $input', ({ input, n, a, exact, numpy, cond }) => {
    use(engine)
    const values = numbers(a)
    const l = cholesky({ values, rows: n, cols: n })
    const root = (at: number) => Math.sqrt(values[at * n + at])
    const scaled = l.map((value, at) => value / root(at % n))
    const lower = Array.from({ length: n * n }, (_, at) => at).filter((at) => at % n >= Math.floor(at / n))
    const rebuilt = lower.map((at) => {
      let sum = 0
      for (let k = 0; k < n; k++) sum += scaled[k * n + (at % n)] * scaled[k * n + Math.floor(at / n)]
      return sum
    })
    const wanted = lower.map((at) => values[at] / root(at % n) / root(Math.floor(at / n)))
    expectWithin(CHOLESKY_LIMIT, Float64Array.from(rebuilt), wanted, () => EPSILON, `L·Lᵀ of ${input}`)
    expectWithin(FORWARD_LIMIT, l, exact, (at) => EPSILON * cond * root(at % n), `L of ${input}`)
    if (cond < COMPARABLE) expectWithin(1e-10, l, numpy, (at) => root(at % n), `L of ${input} beside NumPy`)
  })

  test.each(cases.noCholesky)('cholesky, none: $input', ({ n, a }) => {
    use(engine)
    expect([...cholesky({ values: numbers(a), rows: n, cols: n })]).toEqual(Array(n * n).fill(Number.NaN))
  })

  test.each(cases.solve)('solve: $input', ({ input, a, b, exact, numpy, cond }) => {
    use(engine)
    const n = a.rows
    const found = solve(matrixOf(a), { b: matrixOf(b) })
    for (let c = 0; c < b.cols; c++) {
      const column = <T>(values: Iterable<T>): T[] => [...values].slice(c * n, (c + 1) * n)
      const largest = largestOf(numbers(column(exact)))
      const mine = Float64Array.from(column(found))
      expectWithin(FORWARD_LIMIT, mine, column(exact), () => EPSILON * cond * largest, `column ${c} of ${input}`)
      if (cond < COMPARABLE) expectWithin(1e-10, mine, column(numpy), () => largest, `column ${c} of ${input} beside NumPy`)
    }
  })

  test.each(cases.noSolve)('solve, none: $input', ({ n, a }) => {
    use(engine)
    expect([...solve({ values: numbers(a), rows: n, cols: n }, { b: new Float64Array(n).fill(1) })]).toEqual(Array(n).fill(Number.NaN))
  })

  test('a gap in one right-hand side spoils no other', () => {
    use(engine)
    const a = { values: Float64Array.of(2, 0, 1, 4), rows: 2, cols: 2 }
    expect([...solve(a, { b: { values: Float64Array.of(3, 4, Number.NaN, 1, 1, Number.POSITIVE_INFINITY), rows: 2, cols: 3 } })]).toEqual([
      1,
      1,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ])
  })
})

test('a wrong shape is named before any work', () => {
  const wide = { values: new Float64Array(6), rows: 2, cols: 3 }
  expect(() => cholesky(wide)).toThrow('a has 3 n; 2 are required')
  expect(() => solve({ values: new Float64Array(9), rows: 3, cols: 3 }, { b: wide })).toThrow('b has 2 n; 3 are required')
})
