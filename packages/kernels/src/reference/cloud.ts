// Rows as points, k-means++ and Lloyd's iterations in the program's order of sums (assembly/lib/cluster/cloud.ts, lloyd.ts).
import { meanOf, rootMeanSquare } from './deviations.ts'
import { randomBelow, randomUniform } from './random.ts'
import { powerOfTwoFor, scaleBy } from './vectors.ts'

const BLOCK = 256
const FIRST = 11
const TRIAL = 12
const BATCH = 13
const PATIENCE = 10
const finite = Number.isFinite
/** Squared distance a coordinate up to which a row lies on its centre. */
const ON_CENTER = 2 ** -90

export interface Data {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
}

export interface Cloud {
  readonly rows: number
  readonly cols: number
  /** Coordinates, missing ones 0, in one unit. */
  readonly z: Float64Array
  readonly unit: number
  readonly center: Float64Array
  /** Number of the nearest centre, −1 for a row without any value. */
  readonly labels: Int32Array
  readonly distances: Float64Array
  centers: Float64Array[]
}

export function placePoints({ x, rows, cols }: Data): Cloud {
  const z = new Float64Array(x.length)
  const center = new Float64Array(cols)
  for (let c = 0; c < cols; c++) {
    const column = x.subarray(c * rows, (c + 1) * rows)
    center[c] = meanOf(column)
    z.set(
      column.map((value) => (finite(value - center[c]) ? value - center[c] : 0)),
      c * rows,
    )
  }
  const unit = powerOfTwoFor(z.reduce((most, value) => Math.max(most, Math.abs(value)), 0))
  scaleBy(z, unit)
  const labels = Int32Array.from({ length: rows }, (_, r) => (Array.from({ length: cols }, (_, c) => x[c * rows + r]).some(finite) ? 0 : -1))
  return { rows, cols, z, unit, center, labels, distances: new Float64Array(rows), centers: [] }
}

const rowOf = ({ z, rows, cols }: Cloud, r: number): Float64Array => Float64Array.from({ length: cols }, (_, j) => z[j * rows + r])
const squaredDistance = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, j) => sum + (value - b[j]) * (value - b[j]), 0)

/** Sums over each block of rows. */
function blockSums(rows: number, term: (row: number) => number): number[] {
  return Array.from({ length: Math.ceil(rows / BLOCK) }, (_, b) => {
    let sum = 0
    for (let r = b * BLOCK; r < Math.min((b + 1) * BLOCK, rows); r++) sum += term(r)
    return sum
  })
}
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

function rowAt({ distances, rows }: Cloud, potentials: readonly number[], target: number): number {
  let [block, before] = [0, 0]
  while (block < potentials.length - 1 && before + potentials[block] <= target) before += potentials[block++]
  let last = block * BLOCK
  for (let r = last; r < Math.min((block + 1) * BLOCK, rows); r++) {
    if (distances[r] > 0) last = r
    before += distances[r]
    if (before > target && distances[r] > 0) return r
  }
  return last
}

/** k centres by greedy k-means++. */
export function seedCenters(cloud: Cloud, k: number, seed: number, item: number): void {
  const { rows, labels, distances } = cloud
  const seen = [...labels.keys()].filter((r) => labels[r] >= 0)
  const seenRow = (index: number): number => seen[index] ?? 0
  const approach = (center: Float64Array, known: (r: number) => number): Float64Array =>
    distances.map((_, r) => (labels[r] < 0 ? 0 : Math.min(squaredDistance(rowOf(cloud, r), center), known(r))))
  cloud.centers = [rowOf(cloud, seenRow(randomBelow(seed, FIRST, item, 0, Math.max(seen.length, 1))))]
  distances.set(approach(cloud.centers[0], () => Number.POSITIVE_INFINITY))
  const trials = 2 + Math.trunc(Math.log(k))
  for (let c = 1; c < k; c++) {
    const potentials = blockSums(rows, (r) => distances[r])
    const total = sumOf(potentials)
    const found = Array.from({ length: trials }, (_, t) => {
      const share = randomUniform(seed, TRIAL, item, c * trials + t)
      const center = rowOf(cloud, total > 0 ? rowAt(cloud, potentials, share * total) : seenRow(Math.trunc(share * seen.length)))
      const reached = approach(center, (r) => distances[r])
      return { center, reached, potential: sumOf(blockSums(rows, (r) => reached[r])) }
    })
    const best = found.reduce((a, b) => (b.potential < a.potential ? b : a))
    distances.set(best.reached)
    cloud.centers.push(best.center)
  }
}

/** Labels and distances of all rows; returns how many labels changed. */
function assign({ labels, distances, ...cloud }: Cloud): number {
  let changed = 0
  for (let r = 0; r < cloud.rows; r++) {
    distances[r] = 0
    if (labels[r] < 0) continue
    const row = rowOf({ labels, distances, ...cloud }, r)
    const all = cloud.centers.map((center) => squaredDistance(row, center))
    const label = all.reduce((best, distance, c) => (distance < all[best] ? c : best), 0)
    distances[r] = all[label]
    changed += Number(label !== labels[r])
    labels[r] = label
  }
  return changed
}

/** Σ over the members of a centre of one coordinate: four parts a block, blocks in order. */
function memberSum({ labels, z, rows }: Cloud, c: number, j: number): number {
  let total = 0
  for (let begin = 0; begin < rows; begin += BLOCK) {
    const parts = [0, 0, 0, 0]
    for (let r = begin; r < Math.min(begin + BLOCK, rows); r++) if (labels[r] === c) parts[r % 4] += z[j * rows + r]
    total += parts[0] + parts[2] + (parts[1] + parts[3])
  }
  return total
}

/** How far each centre moved, squared; −1 where it lost all its rows. */
function moveCenters(cloud: Cloud): number[] {
  return cloud.centers.map((center, c) => {
    const count = cloud.labels.reduce((sum, label) => sum + Number(label === c), 0)
    if (count === 0) return -1
    return center.reduce((shift, value, j) => {
      center[j] = memberSum(cloud, c, j) / count
      return shift + (center[j] - value) * (center[j] - value)
    }, 0)
  })
}

function refill(cloud: Cloud, shifts: number[]): void {
  for (let c = 0; c < shifts.length; c++) {
    if (shifts[c] >= 0) continue
    const far = cloud.distances.reduce((best, distance, r) => (distance > cloud.distances[best] ? r : best), 0)
    shifts[c] = 0
    if (!(cloud.distances[far] > ON_CENTER * cloud.cols)) continue
    shifts[c] = Number.POSITIVE_INFINITY
    cloud.centers[c] = rowOf(cloud, far)
    cloud.distances[far] = 0
  }
}

export interface Fitted {
  readonly inertia: number
  readonly iterations: number
  readonly converged: boolean
}

/** Lloyd's iterations from the centres at hand. */
export function lloyd(cloud: Cloud, maxIterations: number, tolerance: number): Fitted {
  const inertia = (): number => sumOf(blockSums(cloud.rows, (r) => cloud.distances[r]))
  for (let iterations = 1; ; iterations++) {
    const changed = assign(cloud)
    const shifts = moveCenters(cloud)
    refill(cloud, shifts)
    const shift = sumOf(shifts)
    if (iterations > 1 && changed === 0 && shift < Number.POSITIVE_INFINITY) return { inertia: inertia(), iterations, converged: true }
    if (shift <= tolerance || iterations >= maxIterations) {
      assign(cloud)
      return { inertia: inertia(), iterations, converged: shift <= tolerance }
    }
  }
}

/** Centres moved by mini batches of rows; labels and distances are those of the last centres. */
export function miniBatches(cloud: Cloud, batchSize: number, maxBatches: number, seed: number): Fitted {
  const seen = [...cloud.labels.keys()].filter((r) => cloud.labels[r] >= 0)
  const counts = cloud.centers.map(() => 0)
  const weight = Math.min(1, (2 * batchSize) / (seen.length + 1))
  let [iterations, smoothed, least, worse] = [0, 0, Number.POSITIVE_INFINITY, 0]
  for (; seen.length && iterations < maxBatches && worse < PATIENCE; iterations++) {
    let inertia = 0
    for (let i = 0; i < batchSize; i++) {
      const row = rowOf(cloud, seen[randomBelow(seed, BATCH, iterations, i, seen.length)])
      const all = cloud.centers.map((center) => squaredDistance(row, center))
      const label = all.reduce((best, distance, c) => (distance < all[best] ? c : best), 0)
      inertia += all[label]
      counts[label]++
      cloud.centers[label] = cloud.centers[label].map((value, j) => value + (row[j] - value) / counts[label])
    }
    smoothed = iterations === 0 ? inertia / batchSize : smoothed * (1 - weight) + (inertia / batchSize) * weight
    worse = smoothed < least ? 0 : worse + 1
    least = Math.min(least, smoothed)
  }
  assign(cloud)
  return { inertia: sumOf(blockSums(cloud.rows, (r) => cloud.distances[r])), iterations, converged: worse === PATIENCE }
}

/** Sum of the variances of the coordinates. */
export function totalVariance({ z, rows, cols }: Cloud): number {
  let sum = 0
  for (let c = 0; c < cols; c++) {
    const width = rootMeanSquare(z.subarray(c * rows, (c + 1) * rows), rows)
    sum += width * width
  }
  return sum
}
