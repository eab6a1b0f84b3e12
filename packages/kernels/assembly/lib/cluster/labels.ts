// Labels of rows: whole numbers from 0, fractions cut off; what is negative, not finite or not below the number of rows is no label.

@inline function whole(values: usize, i: i32): i32 { return load<i32>(values + (<usize>i << 2)) }
@inline function putWhole(values: usize, i: i32, value: i32): void { store<i32>(values + (<usize>i << 2), value) }

/** Label of a row, −1 for none. */
export function labelOf(labels: usize, r: i32, rows: i32): i32 {
  const value = load<f64>(labels + (<usize>r << 3))
  return value >= 0 && value < <f64>rows ? i32(value) : -1
}

/** What is known of the clusters of rows; all i32. */
@unmanaged
export class Clusters {
  /** How many there are, and how many rows have one. */
  k: i32
  members: i32
  /** Of each row its cluster, from 0 in the order of labels, −1 for none. */
  own: usize
  /** Of each cluster how many rows it has. */
  counts: usize
  /** Rows by cluster, ascending within. */
  order: usize
  /** Of each label its cluster; used up. */
  numbers: usize
}

/** Bytes behind the record, for so many rows. */
@inline export function clusterBytes(rows: i32): usize { return <usize>rows << 4 }

export function layClusters(clusters: Clusters, rows: i32, memory: usize): void {
  const array = <usize>rows << 2
  clusters.own = memory
  clusters.counts = memory + array
  clusters.order = memory + 2 * array
  clusters.numbers = memory + 3 * array
}

/** Counts and orders the rows by the labels that stand in `own` (i32, −1 for none), which become cluster numbers. */
export function sortClusters(clusters: Clusters, rows: i32): void {
  const own = clusters.own, numbers = clusters.numbers
  memory.fill(numbers, 0, <usize>rows << 2)
  for (let r = 0; r < rows; r++) if (whole(own, r) >= 0) putWhole(numbers, whole(own, r), whole(numbers, whole(own, r)) + 1)
  clusters.k = 0
  for (let label = 0; label < rows; label++) {
    if (whole(numbers, label) == 0) continue
    putWhole(clusters.counts, clusters.k, whole(numbers, label))
    putWhole(numbers, label, clusters.k++)
  }
  for (let r = 0; r < rows; r++) if (whole(own, r) >= 0) putWhole(own, r, whole(numbers, whole(own, r)))
  clusters.members = 0
  for (let c = 0; c < clusters.k; c++) {
    putWhole(numbers, c, clusters.members)
    clusters.members += whole(clusters.counts, c)
  }
  for (let r = 0; r < rows; r++) {
    const c = whole(own, r)
    if (c < 0) continue
    putWhole(clusters.order, whole(numbers, c), r)
    putWhole(numbers, c, whole(numbers, c) + 1)
  }
}
