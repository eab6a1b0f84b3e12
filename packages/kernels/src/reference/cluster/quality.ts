// The plain meaning of indices of clusterings.
import { meanOf } from '../deviations.ts'
import { powerOfTwoFor } from '../vectors.ts'

const finite = Number.isFinite

interface Labelled {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly labels: Float64Array
  readonly out: Float64Array
}

const labelOf = (value: number, rows: number): number => (value >= 0 && value < rows ? Math.trunc(value) : -1)
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.sqrt(a.reduce((sum, value, c) => sum + (value - b[c]) * (value - b[c]), 0))

/** Deviations of the rows, missing values 0, in one unit; and the rows of each cluster, in the order of labels. */
function clustersOf({ x, rows, cols, labels }: Labelled): { points: number[][]; clusters: number[][] } {
  const column = (c: number): Float64Array => x.subarray(c * rows, (c + 1) * rows)
  const means = Array.from({ length: cols }, (_, c) => meanOf(column(c)))
  const raw = Array.from({ length: rows }, (_, r) => means.map((mean, c) => x[c * rows + r] - mean))
  const most = raw.flat().reduce((largest, d) => (finite(d) ? Math.max(largest, Math.abs(d)) : largest), 0)
  const unit = powerOfTwoFor(most)
  const members = new Map<number, number[]>()
  for (const [r, row] of raw.entries()) {
    const label = row.some(finite) ? labelOf(labels[r], rows) : -1
    if (label >= 0) members.set(label, [...(members.get(label) ?? []), r])
  }
  const clusters = [...members.entries()].sort(([a], [b]) => a - b).map(([, found]) => found)
  return { points: raw.map((row) => row.map((d) => (finite(d) ? d * unit : 0))), clusters }
}

function samples(call: Labelled): Float64Array {
  const { points, clusters } = clustersOf(call)
  const found = new Float64Array(call.rows).fill(Number.NaN)
  if (clusters.length < 2) return found
  for (const own of clusters)
    for (const r of own) {
      const sums = clusters.map((cluster) => sumOf(cluster.map((other) => distance(points[r], points[other]))))
      const a = sums[clusters.indexOf(own)] / (own.length - 1)
      const b = Math.min(...clusters.map((cluster, c) => (cluster === own ? Number.POSITIVE_INFINITY : sums[c] / cluster.length)))
      const most = Math.max(a, b)
      found[r] = own.length > 1 && most > 0 ? (b - a) / most : 0
    }
  return found
}

export function silhouetteSamples(call: Labelled): void {
  call.out.set(samples(call))
}

export function silhouetteScore(call: Labelled): void {
  const seen = samples(call).filter(finite)
  call.out[0] = seen.length ? sumOf([...seen]) / seen.length : Number.NaN
}

const meanPoint = (points: readonly number[][]): number[] => points[0].map((_, c) => sumOf(points.map((point) => point[c])) / points.length)

export function calinskiHarabasz(call: Labelled): void {
  const { points, clusters } = clustersOf(call)
  const [k, n] = [clusters.length, clusters.flat().length]
  call.out[0] = Number.NaN
  if (k < 2 || n <= k) return
  const means = clusters.map((rows) => meanPoint(rows.map((r) => points[r])))
  const center = means[0].map((_, c) => sumOf(means.map((mean, i) => mean[c] * clusters[i].length)) / n)
  const between = sumOf(means.map((mean, i) => clusters[i].length * distance(mean, center) ** 2))
  const within = sumOf(clusters.flatMap((rows, i) => rows.map((r) => distance(points[r], means[i]) ** 2)))
  call.out[0] = within > 0 ? (between * (n - k)) / (within * (k - 1)) : 1
}

export function daviesBouldin(call: Labelled): void {
  const { points, clusters } = clustersOf(call)
  call.out[0] = Number.NaN
  if (clusters.length < 2 || clusters.flat().length <= clusters.length) return
  const means = clusters.map((rows) => meanPoint(rows.map((r) => points[r])))
  const widths = clusters.map((rows, i) => sumOf(rows.map((r) => distance(points[r], means[i]) / rows.length)))
  const worst = means.map((mean, i) =>
    means.reduce((most, other, j) => {
      const apart = i === j ? 0 : distance(mean, other)
      return apart > 0 ? Math.max(most, (widths[i] + widths[j]) / apart) : most
    }, 0),
  )
  call.out[0] = sumOf(worst) / means.length
}

/** How often each value occurs. */
function counts(values: readonly (number | string)[]): number[] {
  const found = new Map<number | string, number>()
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1)
  return [...found.values()]
}
const squares = (values: readonly (number | string)[]): number => sumOf(counts(values).map((count) => count * count))

export function adjustedRandIndex({ x, others, out }: { x: Float64Array; others: Float64Array; out: Float64Array }): void {
  const n = x.length
  const a = Array.from(x, (value) => labelOf(value, n))
  const b = Array.from(others, (value) => labelOf(value, n))
  const both = squares(a.map((label, r) => `${label} ${b[r]}`))
  const [ofA, ofB] = [squares(a), squares(b)]
  const [joined, first, second, none] = [both - n, ofA - both, ofB - both, n * n - ofA - ofB + both]
  const parted = (joined + first) * (first + none) + (joined + second) * (second + none)
  out[0] = first === 0 && second === 0 ? 1 : (2 * (joined * none - first * second)) / parted
}

/** Row of each column (from 0) in an assignment of largest total, by shortest augmenting paths. */
function assign(shared: readonly number[][]): number[] {
  const k = shared.length
  const ofRow = new Array(k + 1).fill(0)
  const ofColumn = new Array(k + 1).fill(0)
  const partner = new Array(k + 1).fill(0)
  for (let row = 1; row <= k; row++) {
    const path = new Array(k + 1).fill(0)
    const slack = new Array(k + 1).fill(Number.POSITIVE_INFINITY)
    const used = new Array(k + 1).fill(false)
    partner[0] = row
    let column = 0
    while (partner[column] !== 0) {
      used[column] = true
      let [least, next] = [Number.POSITIVE_INFINITY, 0]
      for (let j = 1; j <= k; j++) {
        if (used[j]) continue
        const reduced = -shared[partner[column] - 1][j - 1] - ofRow[partner[column]] - ofColumn[j]
        if (reduced < slack[j]) [slack[j], path[j]] = [reduced, column]
        if (slack[j] < least) [least, next] = [slack[j], j]
      }
      for (let j = 0; j <= k; j++) {
        if (used[j]) {
          ofRow[partner[j]] += least
          ofColumn[j] -= least
        } else slack[j] -= least
      }
      column = next
    }
    for (; column !== 0; column = path[column]) partner[column] = partner[path[column]]
  }
  return partner.slice(1).map((row) => row - 1)
}

export function matchClusters({ x, before, clusters, out }: { x: Float64Array; before: Float64Array; clusters: number; out: Float64Array }): void {
  const [now, then] = [x, before].map((values) => Array.from(values, (value) => labelOf(value, clusters)))
  const shared = Array.from({ length: clusters }, () => new Array(clusters).fill(0))
  for (const [r, label] of now.entries()) if (label >= 0 && then[r] >= 0) shared[label][then[r]]++
  const names = new Array(clusters).fill(-1)
  for (const [name, label] of assign(shared).entries()) if (shared[label][name] > 0) names[label] = name
  const taken = new Set([...then.filter((label) => label >= 0), ...names])
  for (let label = 0, free = 0; label < clusters; label++) {
    if (names[label] >= 0 || !now.includes(label)) continue
    while (taken.has(free)) free++
    names[label] = free
    taken.add(free)
  }
  for (const [r, label] of now.entries()) out[r] = label >= 0 ? names[label] : finite(x[r]) ? x[r] : Number.NaN
}
