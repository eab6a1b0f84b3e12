// The plain meaning of Gram matrices and eigenvectors. Sums are taken in the order that the program fixes, so that both give the same bits.
import { addScaled, dot, fixSign, largestMagnitude, powerOfTwoFor, rotate, scaleBy } from '../vectors.ts'

const ROW_BLOCK = 256

/** Σ x_i · x_j over the rows where both are observed: blocks of 256 rows, in each the even and the odd rows apart. */
function pairSum(x: Float64Array, rows: number, i: number, j: number): number {
  let total = 0
  for (let begin = 0; begin < rows; begin += ROW_BLOCK) {
    const sums = [0, 0]
    for (let r = begin; r < Math.min(begin + ROW_BLOCK, rows); r++) {
      const left = x[i * rows + r]
      const right = x[j * rows + r]
      if (Number.isFinite(left) && Number.isFinite(right)) sums[r % 2] += left * right
    }
    total += sums[0] + sums[1]
  }
  return total
}

export function gram({ x, rows, cols, out }: { x: Float64Array; rows: number; cols: number; out: Float64Array }): void {
  for (let j = 0; j < cols; j++)
    for (let i = 0; i <= j; i++) {
      out[j * cols + i] = pairSum(x, rows, i, j)
      out[i * cols + j] = out[j * cols + i]
    }
}

/** Rows `from` … n − 1 of column j. */
const below = (a: Float64Array, n: number, j: number, from: number): Float64Array => a.subarray(j * n + from, (j + 1) * n)

interface Reflector {
  readonly v: Float64Array
  readonly factor: number
  readonly result: number
}

/** v, v_0 = 1, and f for which (I − f·v·vᵀ) x = (result, 0, …, 0); x becomes v. */
function reflector(x: Float64Array): Reflector {
  const first = x[0]
  const rest = dot(x.subarray(1), x.subarray(1))
  x[0] = 1
  if (rest < 1e-290) return { v: x, factor: 0, result: first }
  const norm = Math.sqrt(first * first + rest)
  const result = first > 0 ? -norm : norm
  scaleBy(x.subarray(1), 1 / (first - result))
  return { v: x, factor: (result - first) / result, result }
}

/** S·v for the trailing block of the work matrix, its lower triangle given. */
function multiplySymmetric(work: Float64Array, n: number, v: Float64Array): Float64Array {
  const product = new Float64Array(v.length)
  const offset = n - v.length
  for (let j = 0; j < v.length; j++) {
    const column = below(work, n, offset + j, offset + j)
    product[j] += column[0] * v[j] + dot(column.subarray(1), v.subarray(j + 1))
    addScaled(product.subarray(j + 1), v[j], column.subarray(1))
  }
  return product
}

function tridiagonalise(work: Float64Array, n: number, values: Float64Array, offDiagonal: Float64Array): Reflector[] {
  const reflectors: Reflector[] = []
  for (let k = 0; k < n; k++) {
    values[k] = work[k * n + k]
    if (k === n - 1) break
    const { v, factor, result } = reflector(below(work, n, k, k + 1))
    reflectors.push({ v, factor, result })
    offDiagonal[k] = result
    if (factor === 0) continue
    const w = multiplySymmetric(work, n, v)
    scaleBy(w, factor)
    addScaled(w, -0.5 * factor * dot(w, v), v)
    for (let j = k + 1; j < n; j++) {
      const column = below(work, n, j, j)
      addScaled(column, -v[j - k - 1], w.subarray(j - k - 1))
      addScaled(column, -w[j - k - 1], v.subarray(j - k - 1))
    }
  }
  return reflectors
}

function formProduct(reflectors: readonly Reflector[], n: number, vectors: Float64Array): void {
  vectors.fill(0)
  for (let j = 0; j < n; j++) vectors[j * n + j] = 1
  for (let k = n - 2; k >= 0; k--) {
    const { v, factor } = reflectors[k]
    if (factor === 0) continue
    for (let j = k + 1; j < n; j++) {
      const column = below(vectors, n, j, k + 1)
      addScaled(column, -factor * dot(v, column), v)
    }
  }
}

function stepQl(values: Float64Array, offDiagonal: Float64Array, begin: number, end: number, n: number, vectors: Float64Array): void {
  const corner = values[begin]
  const half = (values[begin + 1] - corner) / (2 * offDiagonal[begin])
  const root = Math.sqrt(half * half + 1)
  let bulge = values[end] - corner + offDiagonal[begin] / (half + (half < 0 ? -root : root))
  let [sine, cosine, shift] = [1, 1, 0]
  for (let i = end - 1; i >= begin; i--) {
    const over = sine * offDiagonal[i]
    const along = cosine * offDiagonal[i]
    const length = Math.sqrt(over * over + bulge * bulge)
    offDiagonal[i + 1] = length
    if (length === 0) {
      values[i + 1] -= shift
      offDiagonal[end] = 0
      return
    }
    sine = over / length
    cosine = bulge / length
    const next = values[i + 1] - shift
    const mixed = (values[i] - next) * sine + 2 * cosine * along
    shift = sine * mixed
    values[i + 1] = next + shift
    bulge = cosine * mixed - along
    rotate(below(vectors, n, i, 0), below(vectors, n, i + 1, 0), cosine, sine)
  }
  values[begin] = corner - shift
  offDiagonal[begin] = bulge
  offDiagonal[end] = 0
}

/** QL steps with implicit shifts; false if an eigenvalue takes more than 60. */
function diagonalise(values: Float64Array, offDiagonal: Float64Array, n: number, vectors: Float64Array): boolean {
  let size = 0
  for (let k = 0; k < n; k++) {
    size = Math.max(size, Math.abs(values[k]) + Math.abs(offDiagonal[k]))
    for (let steps = 0; ; steps++) {
      let end = k
      while (end < n - 1 && Math.abs(offDiagonal[end]) > 2 ** -53 * Math.max(size, Math.abs(values[end]) + Math.abs(values[end + 1]))) end++
      if (end === k) break
      if (steps === 60) return false
      stepQl(values, offDiagonal, k, end, n, vectors)
    }
  }
  return true
}

function sortAscending(values: Float64Array, n: number, vectors: Float64Array): void {
  for (let k = 0; k < n - 1; k++) {
    let least = k
    for (let i = k + 1; i < n; i++) if (values[i] < values[least]) least = i
    if (least === k) continue
    ;[values[k], values[least]] = [values[least], values[k]]
    const kept = below(vectors, n, k, 0).slice()
    below(vectors, n, k, 0).set(below(vectors, n, least, 0))
    below(vectors, n, least, 0).set(kept)
  }
}

/** The same of the lower triangle. */
const largestBelow = (a: Float64Array, n: number): number =>
  largestMagnitude(Array.from({ length: n }, (_, j) => largestMagnitude(below(a, n, j, j))))

/** Householder tridiagonalisation and implicit QL (Bowdler, Martin, Reinsch and Wilkinson 1968), as in the program. */
export function eigh({ a, values, vectors }: { a: Float64Array; values: Float64Array; vectors: Float64Array }): void {
  const n = values.length
  const scale = powerOfTwoFor(largestBelow(a, n))
  const work = a.map((value) => value * scale)
  const offDiagonal = new Float64Array(n)
  let converged = Number.isFinite(largestBelow(a, n))
  if (converged) {
    formProduct(tridiagonalise(work, n, values, offDiagonal), n, vectors)
    converged = diagonalise(values, offDiagonal, n, vectors)
    scaleBy(values, 1 / scale)
  }
  if (!converged) {
    values.fill(Number.NaN)
    vectors.fill(Number.NaN)
    return
  }
  sortAscending(values, n, vectors)
  for (let j = 0; j < n; j++) fixSign(below(vectors, n, j, 0))
}
