// The minimum spanning tree of rows under mutual reachability: the distance of two rows, but at least the distance within which each has its
// `minSamples` nearest (itself counted).
//
// Core distances are found row by row; the tree grows by Prim's algorithm. All lengths
// are squares, in the unit of the cloud.
//
// Source      Campello, Moulavi and Sander, PAKDD 2013; Prim, Bell Syst. Tech. J. 36 (1957)

import { Cloud, labelAt } from './cloud'
import { barrier, shareBegin, shareEnd } from '../team'
import { fillVector } from '../vectors'

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

@unmanaged
export class Tree {
  /** rows + 8: squared core distance; infinite for a row that takes no part. */
  core: usize
  /** rows + 8: least squared way from the tree so far, the row it comes from, and which row it is. */
  best: usize
  from: usize
  names: usize
  /** Of each edge, in the order found: the rows it joins, and its squared length. */
  sources: usize
  targets: usize
  lengths: usize
}

/** Rows met at a time; arrays of rows have room for so many more. */
export const GROUP: i32 = 8

/** Squared distances of the eight rows from r on to the point at `p` (cols numbers). */
function squaresOfEight(cloud: Cloud, r: i32, p: usize, out: usize): void {
  let a = f64x2.splat(0), b = a, c = a, d = a, z = cloud.z + (<usize>r << 3)
  const stride = <usize>cloud.rows << 3
  for (const end = p + (<usize>cloud.cols << 3); p < end; p += 8, z += stride) {
    const point = v128.load64_splat(p)
    const ofA = f64x2.sub(v128.load(z), point), ofB = f64x2.sub(v128.load(z, 16), point)
    const ofC = f64x2.sub(v128.load(z, 32), point), ofD = f64x2.sub(v128.load(z, 48), point)
    a = f64x2.add(a, f64x2.mul(ofA, ofA)); b = f64x2.add(b, f64x2.mul(ofB, ofB))
    c = f64x2.add(c, f64x2.mul(ofC, ofC)); d = f64x2.add(d, f64x2.mul(ofD, ofD))
  }
  v128.store(out, a); v128.store(out, b, 16); v128.store(out, c, 32); v128.store(out, d, 48)
}

/** Is any of eight numbers below the limit? */
@inline function anyBelow(eight: usize, limit: v128): bool {
  const first = v128.or(f64x2.lt(v128.load(eight), limit), f64x2.lt(v128.load(eight, 16), limit))
  const second = v128.or(f64x2.lt(v128.load(eight, 32), limit), f64x2.lt(v128.load(eight, 48), limit))
  return v128.any_true(v128.or(first, second))
}

function takePoint(cloud: Cloud, row: i32, to: usize): void {
  for (let c = 0; c < cloud.cols; c++) put(to, c, at(cloud.z, c * cloud.rows + row))
}

/** Takes a value into the ascending list of the least `count`. */
@inline function insert(list: usize, count: i32, value: f64): void {
  let i = count - 1
  for (; i > 0 && at(list, i - 1) > value; i--) put(list, i, at(list, i - 1))
  put(list, i, value)
}

/** Core distances of this member's rows; `list` has room for `minSamples` numbers, `point` for cols, `eight` for eight. */
export function coreDistances(team: usize, cloud: Cloud, core: usize, minSamples: i32, list: usize, point: usize, eight: usize): void {
  const rows = cloud.rows
  for (let row = shareBegin(team, rows), end = shareEnd(team, rows); row < end; row++) {
    if (labelAt(cloud, row) < 0) { put(core, row, Infinity); continue }
    takePoint(cloud, row, point)
    fillVector(list, Infinity, minSamples)
    let limit: f64 = Infinity
    for (let r = 0; r < rows; r += GROUP) {
      squaresOfEight(cloud, r, point, eight)
      if (!anyBelow(eight, f64x2.splat(limit))) continue
      for (let i = 0, last = min(GROUP, rows - r); i < last; i++)
        if (at(eight, i) < limit && labelAt(cloud, r + i) >= 0) {
          insert(list, minSamples, at(eight, i))
          limit = at(list, minSamples - 1)
        }
    }
    put(core, row, at(list, minSamples - 1))
  }
  barrier(team)
}

/** Rows not yet in the tree, at positions 0 … open − 1: the one at position p goes, the last takes its place. */
function takeOut(cloud: Cloud, tree: Tree, p: i32, open: i32): void {
  const last = open - 1
  for (let c = 0; c < cloud.cols; c++) put(cloud.z, c * cloud.rows + p, at(cloud.z, c * cloud.rows + last))
  put(tree.core, p, at(tree.core, last)); put(tree.best, p, at(tree.best, last)); put(tree.from, p, at(tree.from, last)); put(tree.names, p, at(tree.names, last))
  // What lies beyond is never the nearest.
  put(tree.best, last, -1)
}

/** Betters the ways to the open rows by one over row `name`, whose point and core distance are given. Returns the position of the nearest, of equals the first row. */
function meet(cloud: Cloud, tree: Tree, name: f64, core: f64, open: i32, point: usize, eight: usize): i32 {
  const least = f64x2.splat(core), from = f64x2.splat(name), zero = f64x2.splat(0), infinity = f64x2.splat(Infinity), two = f64x2.splat(2)
  let nearest = infinity, rows = infinity, places = zero, numbers = f64x2.replace_lane(zero, 1, 1)
  for (let r = 0; r < open; r += GROUP) {
    squaresOfEight(cloud, r, point, eight)
    for (let i: usize = 0; i < 64; i += 16, numbers = f64x2.add(numbers, two)) {
      const offset = (<usize>r << 3) + i
      const way = f64x2.pmax(f64x2.pmax(v128.load(eight + i), least), v128.load(tree.core + offset))
      const before = v128.load(tree.best + offset), better = f64x2.lt(way, before)
      const best = f64x2.pmin(before, way), row = v128.load(tree.names + offset)
      v128.store(tree.best + offset, best)
      v128.store(tree.from + offset, v128.bitselect(from, v128.load(tree.from + offset), better))
      const reached = v128.bitselect(best, infinity, f64x2.ge(best, zero))
      const nearer = v128.or(f64x2.lt(reached, nearest), v128.and(f64x2.eq(reached, nearest), f64x2.lt(row, rows)))
      nearest = v128.bitselect(reached, nearest, nearer)
      rows = v128.bitselect(row, rows, nearer)
      places = v128.bitselect(numbers, places, nearer)
    }
  }
  const a = f64x2.extract_lane(nearest, 0), b = f64x2.extract_lane(nearest, 1)
  const second = b < a || (b == a && f64x2.extract_lane(rows, 1) < f64x2.extract_lane(rows, 0))
  return i32(second ? f64x2.extract_lane(places, 1) : f64x2.extract_lane(places, 0))
}

/**
 * The edges of the tree over the rows that take part, by one member: two that share the rows and meet after each step took half as long again as
 * one (4,000 × 5, measured). Uses up the coordinates and core distances. Returns how many edges there are.
 */
export function spanningTree(cloud: Cloud, tree: Tree, point: usize, eight: usize): i32 {
  const rows = cloud.rows
  let open = 0
  for (let r = 0; r < rows; r++) {
    if (labelAt(cloud, r) < 0) continue
    for (let c = 0; c < cloud.cols; c++) put(cloud.z, c * rows + open, at(cloud.z, c * rows + r))
    put(tree.core, open, at(tree.core, r))
    put(tree.best, open, Infinity)
    put(tree.from, open, -1)
    put(tree.names, open++, <f64>r)
  }
  for (let r = open; r < rows + GROUP; r++) put(tree.best, r, -1)
  const edges = open - 1
  for (let edge = 0, place = 0; edge < edges; edge++) {
    const name = at(tree.names, place), core = at(tree.core, place)
    takePoint(cloud, place, point)
    takeOut(cloud, tree, place, open--)
    place = meet(cloud, tree, name, core, open, point, eight)
    put(tree.sources, edge, at(tree.from, place))
    put(tree.targets, edge, at(tree.names, place))
    put(tree.lengths, edge, at(tree.best, place))
  }
  return edges
}
