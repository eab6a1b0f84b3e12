// The plain meaning of thin QR and singular values: Householder by blocks of rows and one-sided Jacobi, in the program's order of sums.
import { addScaled, dot, fixSign, powerOfTwoFor, rotate, scaleBy } from '../vectors.ts'

const BLOCK_ROWS = 512

type Column = Float64Array
/** A list of columns. */
type Columns = Column[]

interface Factored {
  /** Column k holds R above row k, and reflector k from there on. */
  readonly columns: Columns
  readonly factors: number[]
  readonly diagonal: number[]
}

const split = (values: Float64Array, rows: number): Columns =>
  Array.from({ length: values.length / rows }, (_, j) => values.slice(j * rows, (j + 1) * rows))
const transposed = (columns: Columns): Columns =>
  Array.from({ length: columns[0].length }, (_, i) => Float64Array.from(columns, (column) => column[i]))

/** Largest magnitude; NaN if a value is not finite. */
const largestMagnitude = (values: Float64Array): number =>
  values.reduce((largest, value) => (Number.isFinite(value) ? Math.max(largest, Math.abs(value)) : Number.NaN), 0)

/** Turns x into the reflector v, v_0 = 1; its factor, and what H·x starts with. */
function makeReflector(x: Float64Array): { factor: number; result: number } {
  let scale = 1
  let rest = dot(x.subarray(1), x.subarray(1))
  if (rest < 1e-200) {
    const largest = largestMagnitude(x.subarray(1))
    if (largest === 0) {
      const result = x[0]
      x[0] = 1
      return { factor: 0, result }
    }
    scale = powerOfTwoFor(Math.max(largest, Math.abs(x[0])))
    scaleBy(x, scale)
    rest = dot(x.subarray(1), x.subarray(1))
  }
  const first = x[0]
  const norm = Math.sqrt(first * first + rest)
  const result = first > 0 ? -norm : norm
  scaleBy(x.subarray(1), 1 / (first - result))
  x[0] = 1
  return { factor: (result - first) / result, result: result / scale }
}

function reflect(v: Float64Array, factor: number, column: Float64Array): void {
  if (factor !== 0) addScaled(column, -factor * dot(v, column), v)
}

function factorHouseholder(columns: Columns): Factored {
  const factors: number[] = []
  const diagonal: number[] = []
  for (let k = 0; k < Math.min(columns[0].length, columns.length); k++) {
    const v = columns[k].subarray(k)
    const { factor, result } = makeReflector(v)
    factors.push(factor)
    diagonal.push(result)
    for (const column of columns.slice(k + 1)) reflect(v, factor, column.subarray(k))
  }
  return { columns, factors, diagonal }
}

function applyHouseholder({ columns, factors }: Factored, target: Columns): void {
  for (let k = factors.length - 1; k >= 0; k--) for (const column of target) reflect(columns[k].subarray(k), factors[k], column.subarray(k))
}

const upperOf = ({ columns, diagonal }: Factored): Columns =>
  columns.map((column, j) => Float64Array.from(diagonal, (value, i) => (i === j ? value : i < j ? column[i] : 0)))

interface TallFactors {
  readonly blocks: readonly Factored[]
  readonly stack: Factored | undefined
  readonly r: Columns
}

/** Blocks of rows factored apart, and their R's once more, stacked. */
function factorTall(columns: Columns): TallFactors {
  const rows = columns[0].length
  const count = Math.max(1, Math.floor(rows / Math.max(BLOCK_ROWS, 4 * columns.length)))
  const begins = Array.from({ length: count + 1 }, (_, i) => Math.floor((rows * i) / count))
  const blocks = begins.slice(1).map((end, i) => factorHouseholder(columns.map((column) => column.slice(begins[i], end))))
  if (count === 1) return { blocks, stack: undefined, r: upperOf(blocks[0]) }
  const uppers = blocks.map(upperOf)
  const stack = factorHouseholder(columns.map((_, j) => Float64Array.from(uppers.flatMap((upper) => [...upper[j]]))))
  return { blocks, stack, r: upperOf(stack) }
}

const padded = (columns: Columns, rows: number): Columns =>
  columns.map((column) => {
    const out = new Float64Array(rows)
    out.set(column)
    return out
  })

/** Q·W. */
function applyTall({ blocks, stack }: TallFactors, w: Columns): Columns {
  const n = blocks[0].columns.length
  const top = stack ? padded(w, stack.columns[0].length) : w
  if (stack) applyHouseholder(stack, top)
  const parts = blocks.map((block, i) => {
    const rows = block.columns[0].length
    const part = padded(stack ? top.map((column) => column.subarray(i * n, (i + 1) * n)) : w, rows)
    applyHouseholder(block, part)
    return part
  })
  return w.map((_, j) => Float64Array.from(parts.flatMap((part) => [...part[j]])))
}

const put = (columns: Columns, out: Float64Array): void => columns.forEach((column, j) => void out.set(column, j * column.length))
const diagonalMatrix = (values: readonly number[]): Columns => values.map((value, k) => Float64Array.from(values, (_, i) => (i === k ? value : 0)))

interface QrCall {
  readonly x: Float64Array
  readonly rows: number
  readonly q: Float64Array
  readonly r: Float64Array
}

/** Thin QR, R's diagonal not negative. */
export function qr({ x, rows, q, r }: QrCall): void {
  const largest = largestMagnitude(x)
  if (Number.isNaN(largest)) {
    q.fill(Number.NaN)
    r.fill(Number.NaN)
    return
  }
  const scale = powerOfTwoFor(largest)
  const factored = factorTall(
    split(
      x.map((value) => value * scale),
      rows,
    ),
  )
  const signs = Array.from({ length: factored.r[0].length }, (_, k) => (factored.r[k][k] < 0 ? -1 : 1))
  put(
    factored.r.map((column) => column.map((value, k) => (value * signs[k]) / scale)),
    r,
  )
  put(applyTall(factored, diagonalMatrix(signs)), q)
}

const NEGLIGIBLE = 1e-290

function normOf(x: Float64Array): number {
  const square = dot(x, x)
  if (square >= NEGLIGIBLE) return Math.sqrt(square)
  const scale = powerOfTwoFor(largestMagnitude(x))
  const near = x.map((value) => value * scale)
  return Math.sqrt(dot(near, near)) / scale
}

function exchange<T>(list: T[], i: number, j: number): void {
  const kept = list[i]
  list[i] = list[j]
  list[j] = kept
}

/** The tangent of the smaller angle whose rotation makes two columns orthogonal. */
function tangentFor(square0: number, square1: number, product: number): number {
  const cotangent = (square1 - square0) / (2 * product)
  if (Math.abs(cotangent) > 1e9) return 0.5 / cotangent
  const root = Math.sqrt(1 + cotangent * cotangent)
  return 1 / (cotangent + (cotangent < 0 ? -root : root))
}

/** Orders columns i < j by norm and makes them orthogonal; false if they were. */
function rotatePair(w: Columns, u: Columns, i: number, j: number): boolean {
  if (dot(w[i], w[i]) < dot(w[j], w[j])) for (const columns of [w, u]) exchange(columns, i, j)
  const [square0, square1, product] = [dot(w[i], w[i]), dot(w[j], w[j]), dot(w[i], w[j])]
  if (square1 < NEGLIGIBLE || Math.abs(product) <= (w.length + 8) * 2 ** -53 * Math.sqrt(square0) * Math.sqrt(square1)) return false
  const tangent = tangentFor(square0, square1, product)
  const cosine = 1 / Math.sqrt(1 + tangent * tangent)
  for (const columns of [w, u]) rotate(columns[i], columns[j], cosine, cosine * tangent)
  return true
}

interface Decomposition {
  readonly u: Columns
  readonly values: number[]
  readonly v: Columns
}

/** R = U·diag(values)·Vᵀ by rotations of the columns of W = Rᵀ = V·Σ; undefined if 60 sweeps are not enough. */
function jacobiSvd(r: Columns): Decomposition | undefined {
  const w = transposed(r)
  const u = diagonalMatrix(w.map(() => 1))
  for (let sweep = 0, rotated = true; rotated; sweep++) {
    if (sweep === 60) return undefined
    rotated = false
    for (let i = 0; i < w.length; i++) for (let j = i + 1; j < w.length; j++) rotated = rotatePair(w, u, i, j) || rotated
  }
  const values = w.map(normOf)
  for (let k = 0; k < w.length; k++) {
    const most = values.indexOf(Math.max(...values.slice(k)), k)
    if (most !== k) for (const list of [values, w, u]) exchange(list as unknown[], k, most)
  }
  for (const column of u) scaleBy(column, 1 / normOf(column))
  const factored = factorHouseholder(w)
  const v = diagonalMatrix(factored.diagonal.map((value) => (value < 0 ? -1 : 1)))
  applyHouseholder(factored, v)
  return { u, values, v }
}

interface SvdCall {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly u: Float64Array
  readonly s: Float64Array
  readonly vh: Float64Array
}

/** Thin SVD; a wide matrix is transposed on the way in and out. */
export function svd({ x, rows, cols, u, s, vh }: SvdCall): void {
  const largest = largestMagnitude(x)
  const scale = powerOfTwoFor(largest)
  const columns = split(
    x.map((value) => value * scale),
    rows,
  )
  const wide = rows < cols
  const factored = Number.isNaN(largest) ? undefined : factorTall(wide ? transposed(columns) : columns)
  const found = factored && jacobiSvd(factored.r)
  if (!factored || !found) {
    for (const out of [u, s, vh]) out.fill(Number.NaN)
    return
  }
  const long = applyTall(factored, found.u)
  const [left, right] = wide ? [found.v, long] : [long, found.v]
  right.forEach((vector, k) => {
    if (fixSign(vector)) scaleBy(left[k], -1)
  })
  s.set(found.values.map((value) => value * (1 / scale)))
  put(left, u)
  put(transposed(right), vh)
}
