// The plain meaning of Cholesky and LU, in panels of 24 columns, so that sums are taken in the program's order.
import { largestMagnitude, powerOfTwoFor } from '../vectors.ts'

const BLOCK = 24

/** The power of two whose square brings `largest` near 1. */
const evenPowerOfTwoFor = (largest: number): number => 2 ** -Math.floor(Math.max(Math.log2(1 / powerOfTwoFor(largest)), -1022) / 2)

interface Region {
  readonly begin: number
  readonly end: number
}

/** l[r, c] −= Σ_k l[r, k] · right(k, c) for the rows of column c, the sum over the panel's columns first. */
function subtractProduct(l: Float64Array, n: number, panel: Region, rows: Region, c: number, right: (k: number) => number): void {
  for (let r = rows.begin; r < rows.end; r++) {
    let sum = 0
    for (let k = panel.begin; k < panel.end; k++) sum += l[k * n + r] * right(k)
    l[c * n + r] -= sum
  }
}

/** Columns of the panel; false if a pivot is not positive. */
function choleskyPanel(l: Float64Array, n: number, { begin, end }: Region): boolean {
  for (let j = begin; j < end; j++) {
    if (!(l[j * n + j] > 0)) return false
    const root = Math.sqrt(l[j * n + j])
    l[j * n + j] = root
    for (let r = j + 1; r < n; r++) l[j * n + r] /= root
    for (let c = j + 1; c < end; c++) for (let r = c; r < n; r++) l[c * n + r] -= l[j * n + c] * l[j * n + r]
  }
  return true
}

/** Lower triangular L with A = L·Lᵀ; NaN where there is none. */
export function cholesky({ a, n, out: l }: { a: Float64Array; n: number; out: Float64Array }): void {
  const triangle = Array.from(a, (value, at) => (at % n >= Math.floor(at / n) ? value : 0))
  const largest = largestMagnitude(triangle)
  const scale = Number.isNaN(largest) ? 1 : evenPowerOfTwoFor(largest)
  l.set(triangle.map((value) => value * (scale * scale)))
  let good = !Number.isNaN(largest)
  for (let begin = 0; begin < n && good; begin += BLOCK) {
    const panel = { begin, end: Math.min(n, begin + BLOCK) }
    good = choleskyPanel(l, n, panel)
    for (let c = panel.end; c < n && good; c++) subtractProduct(l, n, panel, { begin: c, end: n }, c, (k) => l[k * n + c])
  }
  for (let at = 0; at < l.length; at++) l[at] = good ? l[at] / scale : Number.NaN
}

function exchange(lu: Float64Array, a: number, b: number): void {
  const kept = lu[a]
  lu[a] = lu[b]
  lu[b] = kept
}

/** Factors the panel's columns and returns the row each pivot came from; undefined if one is 0. */
function luPanel(lu: Float64Array, n: number, { begin, end }: Region): number[] | undefined {
  const pivots: number[] = []
  for (let j = begin; j < end; j++) {
    let from = j
    for (let r = j + 1; r < n; r++) if (Math.abs(lu[j * n + r]) > Math.abs(lu[j * n + from])) from = r
    pivots.push(from)
    for (let c = begin; c < end; c++) exchange(lu, c * n + j, c * n + from)
    const pivot = lu[j * n + j]
    if (!(Math.abs(pivot) > 0)) return undefined
    for (let r = j + 1; r < n; r++) lu[j * n + r] /= pivot
    for (let c = j + 1; c < end; c++) for (let r = j + 1; r < n; r++) lu[c * n + r] -= lu[c * n + j] * lu[j * n + r]
  }
  return pivots
}

/** Makes (A B) upper triangular in A; false if A is singular. */
function eliminate(lu: Float64Array, n: number, cols: number): boolean {
  for (let begin = 0; begin < n; begin += BLOCK) {
    const panel = { begin, end: Math.min(n, begin + BLOCK) }
    const pivots = luPanel(lu, n, panel)
    if (!pivots) return false
    for (let c = panel.end; c < cols; c++) {
      pivots.forEach((from, i) => {
        exchange(lu, c * n + begin + i, c * n + from)
      })
      for (let j = begin; j < panel.end; j++) for (let r = j + 1; r < panel.end; r++) lu[c * n + r] -= lu[c * n + j] * lu[j * n + r]
      subtractProduct(lu, n, panel, { begin: panel.end, end: n }, c, (k) => lu[c * n + k])
    }
  }
  return true
}

function substituteBack(lu: Float64Array, n: number, c: number): void {
  for (let begin = Math.floor((n - 1) / BLOCK) * BLOCK; begin >= 0; begin -= BLOCK) {
    const panel = { begin, end: Math.min(n, begin + BLOCK) }
    for (let j = panel.end - 1; j >= begin; j--) {
      lu[c * n + j] /= lu[j * n + j]
      for (let r = begin; r < j; r++) lu[c * n + r] -= lu[c * n + j] * lu[j * n + r]
    }
    subtractProduct(lu, n, panel, { begin: 0, end: begin }, c, (k) => lu[c * n + k])
  }
}

interface SolveCall {
  readonly a: Float64Array
  readonly b: Float64Array
  readonly n: number
  readonly sides: number
  readonly out: Float64Array
}

/** X with A·X = B by LU with partial pivoting; NaN where A is singular. */
export function solve({ a, b, n, sides, out }: SolveCall): void {
  out.fill(Number.NaN)
  const largest = largestMagnitude(a)
  if (Number.isNaN(largest)) return
  const scale = powerOfTwoFor(largest)
  const lu = new Float64Array(n * (n + sides))
  lu.set(a.map((value) => value * scale))
  const largestOf = (c: number): number => largestMagnitude(b.subarray(c * n, (c + 1) * n))
  for (let c = 0; c < sides; c++)
    if (!Number.isNaN(largestOf(c))) for (let r = 0; r < n; r++) lu[(n + c) * n + r] = b[c * n + r] * powerOfTwoFor(largestOf(c))
  if (!eliminate(lu, n, n + sides)) return
  for (let c = 0; c < sides; c++) {
    if (Number.isNaN(largestOf(c))) continue
    substituteBack(lu, n, n + c)
    const side = powerOfTwoFor(largestOf(c))
    const whole = scale / side >= 2.2250738585072014e-308 && scale / side < Number.POSITIVE_INFINITY
    for (let r = 0; r < n; r++) out[c * n + r] = whole ? lu[(n + c) * n + r] * (scale / side) : (lu[(n + c) * n + r] * scale) / side
  }
}
