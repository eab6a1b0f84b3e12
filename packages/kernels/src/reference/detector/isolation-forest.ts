// The plain meaning of the isolation forest; draws are those of the program (assembly/lib/tree/isolation-tree.ts).
import { randomBelow, randomUniform } from '../random.ts'

const ROWS = 21
const SENSORS = 22
const VALUES = 23
const EULER = 0.5772156649015329
const finite = Number.isFinite

interface Data {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
}
interface Nodes {
  readonly features: Float64Array
  readonly thresholds: Float64Array
  readonly left: Float64Array
  readonly right: Float64Array
  readonly counts: Float64Array
}
type Fit = Data &
  Nodes & {
    readonly trees: number
    readonly sampleSize: number
    readonly seed: number
    readonly roots: Float64Array
    readonly rowsOfTree: Float64Array
    readonly sensors: Float64Array
  }

/** How many steps an unsuccessful search takes on average in a binary search tree of n rows. */
function averagePath(n: number): number {
  if (!(n > 1)) return 0
  return n === 2 ? 1 : 2 * (Math.log(n - 1) + EULER) - (2 * (n - 1)) / n
}

/** Floyd's draw without replacement, ascending. */
function drawRows(seed: number, tree: number, rows: number, samples: number): number[] {
  const drawn = new Set<number>()
  for (let j = rows - samples, draw = 0; j < rows; j++, draw++) {
    const row = randomBelow(seed, ROWS, tree, draw, j + 1)
    drawn.add(drawn.has(row) ? j : row)
  }
  return [...drawn].sort((a, b) => a - b)
}

/** Grows tree `tree` into its nodes. */
class Grower {
  readonly #fit: Fit
  readonly #tree: number
  readonly #sensors: number[]
  readonly #limit: number
  readonly #base: number
  #draws = 0
  #nodes = 0

  constructor(fit: Fit, tree: number) {
    this.#fit = fit
    this.#tree = tree
    this.#base = tree * (2 * fit.sampleSize - 1)
    this.#sensors = Array.from({ length: fit.cols }, (_, c) => c)
    this.#limit = Math.max(1, Math.ceil(Math.log2(fit.sampleSize)))
  }

  grow(): void {
    const { seed, rows, sampleSize } = this.#fit
    this.#split(drawRows(seed, this.#tree, rows, sampleSize), 0)
    for (let node = this.#nodes; node < 2 * sampleSize - 1; node++) this.#write(node, -1, 0, 0)
  }

  #value(sensor: number, row: number): number {
    return this.#fit.x[sensor * this.#fit.rows + row]
  }

  #write(node: number, feature: number, threshold: number, count: number): void {
    const { features, thresholds, left, right, counts } = this.#fit
    const at = this.#base + node
    ;[features[at], thresholds[at], left[at], right[at], counts[at]] = [feature, threshold, -1, -1, count]
  }

  /** A sensor that varies among the rows, with its range. */
  #drawSensor(members: readonly number[]): { sensor: number; least: number; most: number } | undefined {
    for (let left = this.#fit.cols; left > 0; left--) {
      const place = randomBelow(this.#fit.seed, SENSORS, this.#tree, this.#draws++, left)
      const sensor = this.#sensors[place]
      const seen = members.map((row) => this.#value(sensor, row)).filter(finite)
      const [least, most] = [Math.min(...seen), Math.max(...seen)]
      if (least < most) return { sensor, least, most }
      this.#sensors[place] = this.#sensors[left - 1]
      this.#sensors[left - 1] = sensor
    }
    return undefined
  }

  #drawValue(least: number, most: number): number {
    const share = randomUniform(this.#fit.seed, VALUES, this.#tree, this.#draws++)
    const value = Math.max(least, least * (1 - share) + most * share)
    return value < most ? value : least
  }

  #split(members: readonly number[], depth: number): number {
    const node = this.#nodes++
    const found = members.length > 1 && depth < this.#limit ? this.#drawSensor(members) : undefined
    if (!found) {
      this.#write(node, -1, 0, members.length)
      return node
    }
    const threshold = this.#drawValue(found.least, found.most)
    this.#write(node, found.sensor, threshold, members.length)
    const values = members.map((row) => this.#value(found.sensor, row))
    const below = values.filter((value) => finite(value) && value <= threshold).length
    const missingLeft = below >= values.filter(finite).length - below
    const isLeft = values.map((value) => (finite(value) ? value <= threshold : missingLeft))
    const { left, right } = this.#fit
    left[this.#base + node] = this.#split(
      members.filter((_, i) => isLeft[i]),
      depth + 1,
    )
    right[this.#base + node] = this.#split(
      members.filter((_, i) => !isLeft[i]),
      depth + 1,
    )
    return node
  }
}

export function isolationForestFit(fit: Fit): void {
  fit.rowsOfTree[0] = fit.sampleSize
  fit.sensors[0] = fit.cols
  for (let tree = 0; tree < fit.trees; tree++) {
    fit.roots[tree] = tree * (2 * fit.sampleSize - 1)
    new Grower(fit, tree).grow()
  }
}

interface Node {
  readonly feature: number
  readonly threshold: number
  readonly path: number
  children?: readonly [Node, Node]
  missingRight: boolean
}

type Score = Data & Nodes & { readonly roots: Float64Array; readonly rowsOfTree: number; readonly float32: number; readonly out: Float64Array }

/** The tree at [begin, end), level by level; never more nodes than are given. */
function treeOf({ features, thresholds, left, right, counts, cols }: Score, begin: number, end: number): Node {
  const count = end - begin
  const isChild = (value: number): boolean => value >= 1 && value < count
  const splits = (at: number): boolean => isChild(left[at]) && isChild(right[at]) && features[at] >= 0 && features[at] < cols
  const make = (origin: number, depth: number, split: boolean): Node => ({
    feature: Math.trunc(features[begin + origin]),
    threshold: thresholds[begin + origin],
    path: depth + (split ? 0 : averagePath(counts[begin + origin])),
    missingRight: false,
  })
  interface Waiting {
    origin: number
    depth: number
    place: (node: Node) => void
  }
  let root: Node | undefined
  const waiting: Waiting[] = [{ origin: 0, depth: 0, place: (node) => (root = node) }]
  for (let i = 0; i < waiting.length; i++) {
    const { origin, depth, place } = waiting[i]
    const split = waiting.length + 2 <= count && splits(begin + origin)
    const node = make(origin, depth, split)
    place(node)
    if (!split) continue
    const [first, second] = [Math.trunc(left[begin + origin]), Math.trunc(right[begin + origin])]
    node.missingRight = counts[begin + second] > counts[begin + first]
    const children: Node[] = []
    node.children = children as unknown as [Node, Node]
    waiting.push({ origin: first, depth: depth + 1, place: (child) => (children[0] = child) })
    waiting.push({ origin: second, depth: depth + 1, place: (child) => (children[1] = child) })
  }
  return root as Node
}

function pathOf(root: Node, values: readonly number[]): number {
  let node = root
  while (node.children) {
    const value = values[node.feature]
    node = node.children[Number(Number.isNaN(value) ? node.missingRight : value > node.threshold)]
  }
  return node.path
}

export function isolationForestScore(call: Score): void {
  const { x, rows, cols, roots, features, rowsOfTree, float32, out } = call
  const trees: (Node | undefined)[] = Array.from(roots, (begin, t) => {
    const end = roots[t + 1] ?? features.length
    const isPlace = begin >= 0 && end > begin && end <= features.length && Number.isInteger(begin) && Number.isInteger(end)
    return isPlace ? treeOf(call, begin, end) : undefined
  })
  const usual = roots.length * averagePath(rowsOfTree)
  for (let r = 0; r < rows; r++) {
    const values = Array.from({ length: cols }, (_, c) => (float32 ? Math.fround(x[c * rows + r]) : x[c * rows + r])).map((v) =>
      finite(v) ? v : Number.NaN,
    )
    const sum = trees.reduce((total, tree) => total + (tree ? pathOf(tree, values) : 0), 0)
    const score = usual > 0 ? 2 ** (-sum / usual) : 0.5
    out[r] = values.every(Number.isNaN) ? Number.NaN : score
  }
}
