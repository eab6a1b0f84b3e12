// Names a clustering's clusters after those of an earlier one of the same rows that they share most rows with.
//
// Reference   scipy.optimize.linear_sum_assignment on the table of shared rows
// Source      Kuhn, "The Hungarian method for the assignment problem", Naval Res. Logist. Quart. 2 (1955), by shortest augmenting paths with
//             potentials (Jonker and Volgenant, Computing 38, 1987)
// Cost        rows + clusters³, by one member
// Missing     what is no label from 0 to clusters − 1 stays as it is, NaN where it is not finite

import { isObserved } from '../lib/column/observed'
import { rank } from '../lib/team'
import { cell, fillVector } from '../lib/vectors'

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

/** The cluster of a row, −1 where it has none within the table. */
@inline function clusterOf(labels: usize, r: i32, k: i32): i32 {
  const value = at(labels, r)
  return value >= 0 && value < <f64>k ? i32(value) : -1
}

/** What the assignment works on: a k × k table of shared rows, and by column and row (from 1) potentials, partners, the path, and the slack. */
@unmanaged
class Assignment {
  k: i32
  shared: usize
  ofRow: usize
  ofColumn: usize
  partner: usize
  path: usize
  slack: usize
  used: usize
}

@inline function costOf(a: Assignment, row: i32, column: i32): f64 { return -load<f64>(cell(a.shared, a.k, row - 1, column - 1)) }

/** Finds a column for one more row, along the path of least reduced cost. */
function augment(a: Assignment, row: i32): void {
  put(a.partner, 0, <f64>row)
  fillVector(a.slack, Infinity, a.k + 1)
  fillVector(a.used, 0, a.k + 1)
  let column = 0
  while (at(a.partner, column) != 0) {
    put(a.used, column, 1)
    const from = i32(at(a.partner, column))
    let least: f64 = Infinity, next = 0
    for (let j = 1; j <= a.k; j++) {
      if (at(a.used, j) != 0) continue
      const reduced = costOf(a, from, j) - at(a.ofRow, from) - at(a.ofColumn, j)
      if (reduced < at(a.slack, j)) { put(a.slack, j, reduced); put(a.path, j, <f64>column) }
      if (at(a.slack, j) < least) { least = at(a.slack, j); next = j }
    }
    for (let j = 0; j <= a.k; j++) {
      if (at(a.used, j) == 0) { put(a.slack, j, at(a.slack, j) - least); continue }
      const partner = i32(at(a.partner, j))
      put(a.ofRow, partner, at(a.ofRow, partner) + least)
      put(a.ofColumn, j, at(a.ofColumn, j) - least)
    }
    column = next
  }
  while (column != 0) {
    const before = i32(at(a.path, column))
    put(a.partner, column, at(a.partner, before))
    column = before
  }
}

/** New name of each cluster (row of the table) that is `present`: its partner where they share rows, else the first name that nobody has. */
function nameClusters(a: Assignment, names: usize, taken: usize, present: usize): void {
  fillVector(names, -1, a.k)
  for (let j = 1; j <= a.k; j++) {
    const row = i32(at(a.partner, j))
    if (costOf(a, row, j) == 0) continue
    put(names, row - 1, <f64>(j - 1))
    put(taken, j - 1, 1)
  }
  let free = 0
  for (let i = 0; i < a.k; i++) {
    if (at(names, i) >= 0 || at(present, i) == 0) continue
    while (free < 2 * a.k && at(taken, free) != 0) free++
    put(names, i, <f64>free)
    put(taken, free, 1)
  }
}

export function matchClustersScratch(teamSize: i32, length: i32, before: i32, clusters: i32): f64 {
  return 64 + 8 * (<f64>clusters * clusters + 11 * (<f64>clusters + 1))
}

/** labels and before rows → out rows. */
export function matchClusters(team: usize, labels: usize, length: i32, before: usize, beforeCount: i32, clusters: i32, out: usize, scratch: usize): void {
  if (rank(team) != 0) return
  const a = changetype<Assignment>(scratch), k = clusters, column = <usize>(k + 1) << 3
  a.k = k
  a.shared = scratch + 64
  a.ofRow = a.shared + ((<usize>k * k) << 3)
  a.ofColumn = a.ofRow + column; a.partner = a.ofColumn + column; a.path = a.partner + column; a.slack = a.path + column; a.used = a.slack + column
  const names = a.used + column, present = names + column, taken = present + column
  fillVector(a.shared, 0, k * k)
  fillVector(a.ofRow, 0, 3 * (k + 1))
  fillVector(taken, 0, 2 * k)
  fillVector(present, 0, k)
  for (let r = 0; r < length; r++) {
    const now = clusterOf(labels, r, k), then = clusterOf(before, r, k)
    if (then >= 0) put(taken, then, 1)
    if (now >= 0) put(present, now, 1)
    if (now < 0 || then < 0) continue
    const to = cell(a.shared, k, now, then)
    store<f64>(to, load<f64>(to) + 1)
  }
  for (let row = 1; row <= k; row++) augment(a, row)
  nameClusters(a, names, taken, present)
  for (let r = 0; r < length; r++) {
    const now = clusterOf(labels, r, k)
    put(out, r, now >= 0 ? at(names, now) : isObserved(at(labels, r)) ? at(labels, r) : NaN)
  }
}
