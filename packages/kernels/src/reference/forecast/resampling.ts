// The plain meaning of change points and of what is drawn anew.
import { meanOf as columnMean } from '../deviations.ts'
import { randomBelow } from '../random.ts'
import { powerOfTwoFor } from '../vectors.ts'

const BLOCKS = 31
const STEPS = 32
const finite = Number.isFinite

interface Data {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
}

/** Sums up to each row: of deviations a column, and of all squares. */
function addUp({ x, rows, cols }: Data) {
  const means = Array.from({ length: cols }, (_, c) => columnMean(x.subarray(c * rows, (c + 1) * rows)))
  const deviations = Array.from({ length: rows }, (_, r) => means.map((mean, c) => x[c * rows + r] - mean).map((d) => (finite(d) ? d : 0)))
  const unit = powerOfTwoFor(deviations.flat().reduce((most, d) => Math.max(most, Math.abs(d)), 0))
  const sums = [new Array(cols).fill(0)]
  const squares = [0]
  for (const [r, row] of deviations.entries()) {
    sums.push(row.map((d, c) => sums[r][c] + d * unit))
    squares.push(squares[r] + row.reduce((sum, d) => sum + d * unit * (d * unit), 0))
  }
  return { unit, sums, squares }
}

/** Optimal partitioning: every beginning is tried for every end. */
export function changePoints({
  penalty,
  minSize,
  starts,
  count,
  ...data
}: Data & { penalty: number; minSize: number; starts: Float64Array; count: Float64Array }): void {
  const { rows } = data
  starts.fill(0)
  count[0] = 0
  if (rows < 2 * minSize) return
  const { unit, sums, squares } = addUp(data)
  const price = penalty * unit * unit
  const costOf = (begin: number, end: number): number => {
    const explained = sums[end].reduce((total, sum, c) => total + (sum - sums[begin][c]) * (sum - sums[begin][c]), 0)
    return squares[end] - squares[begin] - explained / (end - begin)
  }
  const costs = [-price]
  const lasts = [0]
  for (let end = minSize; end <= rows; end++) {
    costs[end] = Number.POSITIVE_INFINITY
    for (let begin = 0; begin <= end - minSize; begin++) {
      if (costs[begin] === undefined) continue
      const total = costs[begin] + costOf(begin, end) + price
      if (total < costs[end]) [costs[end], lasts[end]] = [total, begin]
    }
  }
  for (let end = lasts[rows] ?? 0; end > 0; end = lasts[end] ?? 0) {
    starts[end] = 1
    count[0]++
  }
}

function quantileOf(values: Float64Array, q: number): number {
  const sorted = values.toSorted()
  const position = q * (sorted.length - 1)
  const [low, fraction] = [Math.floor(position), position % 1]
  if (fraction === 0) return sorted[low] + 0
  const scale = powerOfTwoFor(Math.max(Math.abs(sorted[low]), Math.abs(sorted[low + 1]))) / 4
  return (sorted[low] * scale + (sorted[low + 1] * scale - sorted[low] * scale) * fraction) / scale + 0
}

export function blockBootstrap({
  draws,
  blockLength,
  q,
  seed,
  drawnMeans,
  drawnQuantiles,
  x,
  rows,
  cols,
}: Data & { draws: number; blockLength: number; q: number; seed: number; drawnMeans: Float64Array; drawnQuantiles: Float64Array }): void {
  for (let draw = 0; draw < draws; draw++) {
    const starts = Array.from({ length: Math.ceil(rows / blockLength) }, (_, block) => randomBelow(seed, BLOCKS, draw, block, rows))
    const drawn = Array.from({ length: rows }, (_, i) => (starts[Math.floor(i / blockLength)] + (i % blockLength)) % rows)
    for (let c = 0; c < cols; c++) {
      const seen = Float64Array.from(drawn, (row) => x[c * rows + row]).filter(finite)
      drawnMeans[c * draws + draw] = seen.length ? meanOf(seen) : Number.NaN
      drawnQuantiles[c * draws + draw] = seen.length ? quantileOf(seen, q) : Number.NaN
    }
  }
}

/** In blocks of 256; divided first, so that no sum overflows. */
function meanOf(values: Float64Array): number {
  let total = 0
  for (let begin = 0; begin < values.length; begin += 256) {
    let sum = 0
    for (const value of values.subarray(begin, begin + 256)) sum += value / values.length
    total += sum
  }
  return total
}

export function monteCarloPaths({
  x,
  start,
  threshold,
  horizon,
  paths,
  blockLength,
  seed,
  levels,
  crossings,
}: {
  x: Float64Array
  start: number
  threshold: number
  horizon: number
  paths: number
  blockLength: number
  seed: number
  levels: Float64Array
  crossings: Float64Array
}): void {
  const seen = x.filter(finite)
  for (let path = 0; path < paths; path++) {
    let level = start
    crossings[path] = Number.NaN
    for (let step = 0; step < horizon; step++) {
      const begin = seen.length ? randomBelow(seed, STEPS, path, Math.floor(step / blockLength), seen.length) : 0
      level += seen.length ? seen[(begin + (step % blockLength)) % seen.length] : 0
      levels[path * horizon + step] = finite(level) ? level : Number.NaN
      if (level <= threshold && Number.isNaN(crossings[path])) crossings[path] = step + 1
    }
  }
}
