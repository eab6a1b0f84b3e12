// The plain meaning of HDBSCAN; equal distances are met in the program's order.
import { placePoints } from '../cloud.ts'

interface Call {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly minClusterSize: number
  readonly minSamples: number
  readonly labels: Float64Array
  readonly probabilities: Float64Array
  readonly clusters: Float64Array
}
interface Edge {
  readonly source: number
  readonly target: number
  readonly square: number
}
/** A row, or what an edge joined. */
interface Node {
  readonly rows: readonly number[]
  readonly length: number
  readonly sides: readonly Node[]
}
interface Cluster {
  readonly birth: number
  readonly parent: Cluster | undefined
  stability: number
  death: number
  taken: boolean
  name: number
}

/** Prim's tree over the rows that take part, nearest first, of equals the first row. */
function spanningTree(members: readonly number[], square: (a: number, b: number) => number): Edge[] {
  const best = new Map(members.slice(1).map((row) => [row, { way: Number.POSITIVE_INFINITY, from: 0 }]))
  const edges: Edge[] = []
  for (let row = members[0]; best.size > 0; ) {
    let nearest = -1
    for (const [other, known] of best) {
      const way = square(row, other)
      if (way < known.way) best.set(other, { way, from: row })
      if (nearest < 0 || (best.get(other)?.way ?? 0) < (best.get(nearest)?.way ?? 0)) nearest = other
    }
    const { way, from } = best.get(nearest) as { way: number; from: number }
    edges.push({ source: from, target: nearest, square: way })
    best.delete(nearest)
    row = nearest
  }
  return edges
}

/** Joins rows from the shortest edge up; the root. */
function join(edges: readonly Edge[]): Node {
  const tops = new Map<number, Node>()
  const topOf = (row: number): Node => tops.get(row) ?? { rows: [row], length: 0, sides: [] }
  let root = topOf(0)
  for (const { source, target, square } of edges.toSorted((a, b) => a.square - b.square)) {
    const sides = [topOf(source), topOf(target)]
    root = { rows: sides.flatMap(({ rows }) => rows), length: Math.sqrt(square), sides }
    for (const row of root.rows) tops.set(row, root)
  }
  return root
}

/** Clusters, parents first, and where each row leaves which. */
function condense(root: Node, least: number): { clusters: Cluster[]; exits: Map<number, { cluster: Cluster; lambda: number }> } {
  const make = (birth: number, parent?: Cluster): Cluster => ({ birth, parent, stability: 0, death: 0, taken: true, name: -1 })
  const clusters = [make(0)]
  const exits = new Map<number, { cluster: Cluster; lambda: number }>()
  const queue: { node: Node; cluster: Cluster }[] = [{ node: root, cluster: clusters[0] }]
  for (const { node, cluster } of queue) {
    const lambda = 1 / Math.max(node.length, 2 ** -400)
    const large = node.sides.filter(({ rows }) => rows.length >= least).length
    for (const side of node.sides) {
      const leaves = side.rows.length < least || large === 2
      if (leaves) {
        cluster.stability += (lambda - cluster.birth) * side.rows.length
        cluster.death = Math.max(cluster.death, lambda)
      }
      if (side.rows.length < least) for (const row of side.rows) exits.set(row, { cluster, lambda })
      else {
        const next = large === 2 ? make(lambda, cluster) : cluster
        if (large === 2) clusters.push(next)
        queue.push({ node: side, cluster: next })
      }
    }
  }
  return { clusters, exits }
}

function takeClusters(clusters: readonly Cluster[]): number {
  const within = new Map(clusters.map((cluster) => [cluster, 0]))
  for (const cluster of clusters.slice(1).toReversed()) {
    const inside = within.get(cluster) ?? 0
    cluster.taken = !(inside > cluster.stability)
    const parent = cluster.parent as Cluster
    within.set(parent, (within.get(parent) ?? 0) + Math.max(cluster.stability, inside))
  }
  let count = 0
  clusters[0].taken = false
  for (const cluster of clusters) {
    if (cluster.parent && cluster.parent.name >= 0) {
      cluster.name = cluster.parent.name
      cluster.death = cluster.parent.death
    } else if (cluster.taken) cluster.name = count++
  }
  return count
}

export function hdbscan({ minClusterSize, minSamples, labels, probabilities, clusters: count, ...data }: Call): void {
  const { z, rows, cols, labels: marks } = placePoints(data)
  labels.fill(-1)
  probabilities.fill(0)
  count[0] = 0
  const members = [...marks.keys()].filter((r) => marks[r] >= 0)
  if (members.length < 2 || minSamples > members.length) return
  const squared = (a: number, b: number): number => {
    let sum = 0
    for (let c = 0; c < cols; c++) sum += (z[c * rows + a] - z[c * rows + b]) * (z[c * rows + a] - z[c * rows + b])
    return sum
  }
  const core = new Map(members.map((a) => [a, members.map((b) => squared(a, b)).toSorted((x, y) => x - y)[minSamples - 1]]))
  const edges = spanningTree(members, (a, b) => Math.max(squared(a, b), core.get(a) ?? 0, core.get(b) ?? 0))
  const { clusters, exits } = condense(join(edges), minClusterSize)
  count[0] = takeClusters(clusters)
  for (const [row, { cluster, lambda }] of exits) {
    labels[row] = cluster.name
    if (cluster.name >= 0) probabilities[row] = cluster.death > 0 ? Math.min(lambda, cluster.death) / cluster.death : 1
  }
}
