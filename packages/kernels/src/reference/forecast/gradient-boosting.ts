// The plain meaning of gradient boosting, in the program's order of sums (assembly/lib/order/bins.ts, boosted-tree.ts).

const MISSING = 255
const MOST_THRESHOLDS = 254
const QUANTILE = 1
const finite = Number.isFinite

interface Nodes {
  readonly features: Float64Array
  readonly thresholds: Float64Array
  readonly left: Float64Array
  readonly right: Float64Array
  readonly missingLeft: Float64Array
  readonly values: Float64Array
}
interface Fit extends Nodes {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly y: Float64Array
  readonly loss: number
  readonly q: number
  readonly trees: number
  readonly learningRate: number
  readonly maxLeaves: number
  readonly minLeaf: number
  readonly l2: number
  readonly baseline: Float64Array
  readonly sensors: Float64Array
  readonly roots: Float64Array
}
interface Histogram {
  readonly sums: Float64Array
  readonly counts: Float64Array
}
interface Split {
  readonly gain: number
  readonly leftSum: number
  readonly sensor: number
  readonly bin: number
  readonly missingLeft: boolean
}
interface Leaf {
  rows: number[]
  sum: number
  node: number
  histograms: Histogram[]
  split: Split | undefined
}
interface Binned {
  readonly bins: number[][]
  readonly thresholds: number[][]
}

/** Linear between order statistics. */
function quantileOf(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort()
  const position = q * (sorted.length - 1)
  const low = Math.floor(position)
  return position === low ? sorted[low] + 0 : sorted[low] + (sorted[low + 1] - sorted[low]) * (position - low)
}

function thresholdsOf(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values, (value) => value + 0).sort()
  const distinct = new Set(sorted).size
  const few = distinct <= MOST_THRESHOLDS + 1
  const found: number[] = []
  for (let i = 0; i < (few ? sorted.length - 1 : MOST_THRESHOLDS); i++) {
    const place = few ? i + 1 : ((i + 1) * sorted.length) / (MOST_THRESHOLDS + 1)
    const above = Math.floor(place)
    const [a, b] = [sorted[above === place ? above - 1 : above], sorted[above]]
    const threshold = a * 0.5 + b * 0.5
    if ((few && a === b) || threshold <= (found.at(-1) ?? Number.NEGATIVE_INFINITY)) continue
    found.push(threshold)
  }
  return found
}

function binned({ x, rows, cols }: Fit, taken: readonly number[]): Binned {
  const columns = Array.from({ length: cols }, (_, c) => taken.map((r) => x[c * rows + r]))
  const thresholds = columns.map((column) => thresholdsOf(column.filter(finite)))
  const binOf = (value: number, cuts: readonly number[]): number => {
    const bin = cuts.findIndex((cut) => value <= cut)
    return bin < 0 ? cuts.length : bin
  }
  return { thresholds, bins: columns.map((column, c) => column.map((value) => (finite(value) ? binOf(value, thresholds[c]) : MISSING))) }
}

function addUp(rows: readonly number[], bins: readonly number[], gradients: Float64Array): Histogram {
  const [sums, counts] = [new Float64Array(256), new Float64Array(256)]
  for (const row of rows) {
    sums[bins[row]] += gradients[row]
    counts[bins[row]]++
  }
  return { sums, counts }
}

function bestSplit({ rows, sum, histograms }: Leaf, thresholds: Binned['thresholds'], { minLeaf, l2 }: Fit): Split | undefined {
  let best: Split | undefined
  const without = (sum * sum) / (rows.length + l2)
  for (const [sensor, { sums, counts }] of histograms.entries()) {
    const missing = counts[MISSING]
    for (const side of missing > 0 ? [0, 1] : [0]) {
      let [leftSum, count] = side ? [sums[MISSING], missing] : [0, 0]
      for (let bin = 0; bin < thresholds[sensor].length + Number(missing > 0 && side === 0); bin++) {
        leftSum += sums[bin]
        count += counts[bin]
        const others = rows.length - count
        if (count < minLeaf || others < minLeaf) continue
        const rest = sum - leftSum
        const gain = (leftSum * leftSum) / (count + l2) + (rest * rest) / (others + l2) - without
        if (gain > (best?.gain ?? 0)) best = { gain, leftSum, sensor, bin, missingLeft: missing > 0 ? side === 1 : count > others }
      }
    }
  }
  return best
}

/** Grows tree `tree`; its leaves. */
function growTree(fit: Fit, tree: number, { bins, thresholds }: Binned, gradients: Float64Array): Leaf[] {
  const base = tree * (2 * fit.maxLeaves - 1)
  const histogramsOf = (rows: readonly number[]): Histogram[] => bins.map((column) => addUp(rows, column, gradients))
  const all = Array.from(gradients, (_, r) => r)
  const root: Leaf = { rows: all, sum: gradients.reduce((sum, g) => sum + g, 0), node: 0, histograms: histogramsOf(all), split: undefined }
  root.split = bestSplit(root, thresholds, fit)
  const leaves = [root]
  while (leaves.length < fit.maxLeaves) {
    const next = leaves.reduce<Leaf | undefined>((best, leaf) => ((leaf.split?.gain ?? 0) > (best?.split?.gain ?? 0) ? leaf : best), undefined)
    if (!next?.split) break
    const { sensor, bin, missingLeft, leftSum } = next.split
    const first = 2 * leaves.length - 1
    const goesLeft = (row: number): boolean => (bins[sensor][row] === MISSING ? missingLeft : bins[sensor][row] <= bin)
    fit.features[base + next.node] = sensor
    fit.thresholds[base + next.node] = thresholds[sensor][bin] ?? Number.POSITIVE_INFINITY
    fit.missingLeft[base + next.node] = Number(missingLeft)
    ;[fit.left[base + next.node], fit.right[base + next.node]] = [first, first + 1]
    const [parent, sum] = [next.histograms, next.sum]
    const sides = [next.rows.filter(goesLeft), next.rows.filter((row) => !goesLeft(row))]
    const small = sides[0].length <= sides[1].length ? 0 : 1
    const own = histogramsOf(sides[small])
    const rest = parent.map(({ sums, counts }, c) => ({
      sums: sums.map((s, i) => s - own[c].sums[i]),
      counts: counts.map((n, i) => n - own[c].counts[i]),
    }))
    const other: Leaf = { rows: sides[1], sum: sum - leftSum, node: first + 1, histograms: small === 1 ? own : rest, split: undefined }
    Object.assign(next, { rows: sides[0], sum: leftSum, node: first, histograms: small === 0 ? own : rest })
    leaves.push(other)
    for (const leaf of [next, other]) leaf.split = bestSplit(leaf, thresholds, fit)
  }
  return leaves
}

export function gradientBoostingFit(fit: Fit): void {
  const { y, loss, q, trees, learningRate, l2, maxLeaves } = fit
  for (const array of [fit.features, fit.left, fit.right]) array.fill(-1)
  for (const array of [fit.thresholds, fit.missingLeft, fit.values]) array.fill(0)
  for (let tree = 0; tree < trees; tree++) fit.roots[tree] = tree * (2 * maxLeaves - 1)
  fit.sensors[0] = fit.cols
  const taken = [...y.keys()].filter((r) => finite(y[r]))
  const targets = taken.map((r) => y[r])
  fit.baseline[0] = Number.NaN
  if (!targets.length) return
  fit.baseline[0] = loss === QUANTILE ? quantileOf(targets, q) : targets.reduce((sum, value) => sum + value / targets.length, 0)
  const histograms = binned(fit, taken)
  const predictions = new Float64Array(targets.length).fill(fit.baseline[0])
  for (let tree = 0; tree < trees; tree++) {
    const gradients = predictions.map((value, i) => (loss !== QUANTILE ? value - targets[i] : value - targets[i] > 0 ? 1 - q : -q))
    for (const { rows, sum, node } of growTree(fit, tree, histograms, gradients)) {
      const residuals = rows.map((row) => targets[row] - predictions[row])
      const value = loss === QUANTILE ? quantileOf(residuals, q) : -sum / (rows.length + l2)
      const step = finite(value) ? learningRate * value : 0
      fit.values[tree * (2 * maxLeaves - 1) + node] = step
      for (const row of rows) predictions[row] += step
    }
  }
}

interface Predict extends Nodes {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly baseline: Float64Array
  readonly roots: Float64Array
  readonly out: Float64Array
}

/** The node of a row in the tree at [root, root + nodes). */
function leafOf({ x, rows, cols, features, thresholds, left, right, missingLeft }: Predict, row: number, root: number, nodes: number): number {
  let node = 0
  const isChild = (value: number): boolean => value >= node + 1 && value < nodes
  for (;;) {
    const i = root + node
    if (!(features[i] >= 0 && features[i] < cols && isChild(left[i]) && isChild(right[i]))) return i
    const value = x[Math.trunc(features[i]) * rows + row]
    const goesLeft = finite(value) ? value <= thresholds[i] : missingLeft[i] !== 0
    node = Math.trunc(goesLeft ? left[i] : right[i])
  }
}

export function gradientBoostingPredict(call: Predict): void {
  const { rows, roots, features, values, baseline, out } = call
  out.fill(baseline[0], 0, rows)
  for (const [tree, begin] of roots.entries()) {
    const after = roots[tree + 1] ?? features.length
    if (!(begin >= 0 && after > begin && after <= features.length && Number.isInteger(begin) && Number.isInteger(after))) continue
    for (let row = 0; row < rows; row++) out[row] += values[leafOf(call, row, begin, after - begin)]
  }
}
