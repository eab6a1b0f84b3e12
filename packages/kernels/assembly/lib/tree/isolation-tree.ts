// One isolation tree: rows drawn without replacement, split at random until they are alone or the tree is as deep as an average search needs.
//
// Source      Liu, Ting and Zhou, "Isolation forest", ICDM 2008; sklearn.ensemble.IsolationForest
//
// A node is split on a sensor drawn among those that vary in it, at a value drawn between its smallest and its largest observed one; rows up to it go
// left, rows above right, and rows that lack it to the side with more of the others. Everything is drawn by (seed, tree, number of the draw).

import { isObserved } from '../column/observed'
import { randomBelow, randomUniform } from '../random'

/** Streams of random numbers (lib/random): rows, sensors, values. */
const ROWS: i32 = 21
const SENSORS: i32 = 22
const VALUES: i32 = 23
const EULER: f64 = 0.5772156649015329

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }
@inline function whole(values: usize, i: i32): i32 { return load<i32>(values + (<usize>i << 2)) }
@inline function putWhole(values: usize, i: i32, value: i32): void { store<i32>(values + (<usize>i << 2), value) }

/** How many steps an unsuccessful search takes on average in a binary search tree of n rows. */
export function averagePath(n: f64): f64 {
  if (!(n > 1)) return 0
  return n == 2 ? 1 : 2 * (Math.log(n - 1) + EULER) - (2 * (n - 1)) / n
}

/** ⌈log₂ n⌉, at least 1. */
export function depthLimit(n: i32): i32 { return n <= 2 ? 1 : 32 - clz(n - 1) }

@unmanaged
export class Grower {
  x: usize
  rows: i32
  cols: i32
  samples: i32
  seed: i32
  tree: i32
  /** How many sensors and values were drawn. */
  draws: i32
  /** i32: the drawn rows, a node's together; the sensors, in an order that draws change; a bit a row. */
  members: usize
  sensors: usize
  bits: usize
  /** Five i32 an entry: begin, end, depth, parent, whether it is the right one. */
  stack: usize
  /** Of this tree, as f64 a node. */
  features: usize
  thresholds: usize
  left: usize
  right: usize
  counts: usize
}

const ENTRY: usize = 20
/** As deep as a tree of 2³¹ rows. */
const ENTRIES: usize = 40

/** Bytes of a member's work beside the record. */
export function growerBytes(rows: i32, cols: i32, samples: i32): f64 {
  return 4 * (<f64>samples + <f64>cols) + <f64>((rows + 63) / 64) * 8 + <f64>ENTRIES * <f64>ENTRY + 32
}

export function layGrower(grower: Grower, memory: usize): void {
  grower.members = memory
  grower.sensors = grower.members + (<usize>grower.samples << 2)
  grower.stack = grower.sensors + (<usize>grower.cols << 2)
  grower.bits = (grower.stack + ENTRIES * ENTRY + 7) & ~7
}

/** Marks row `r`; false if it was marked already. */
@inline function mark(bits: usize, r: i32): bool {
  const word = bits + (<usize>(r >> 6) << 3), bit: u64 = 1 << (r & 63)
  if (load<u64>(word) & bit) return false
  store<u64>(word, load<u64>(word) | bit)
  return true
}

/** Rows without replacement, ascending: Floyd's algorithm (Bentley and Floyd, CACM 30, 1987) on a bit a row. */
function drawRows(grower: Grower): void {
  const words = (grower.rows + 63) / 64
  memory.fill(grower.bits, 0, <usize>words << 3)
  for (let j = grower.rows - grower.samples, draw = 0; j < grower.rows; j++, draw++)
    if (!mark(grower.bits, randomBelow(grower.seed, ROWS, grower.tree, draw, j + 1))) mark(grower.bits, j)
  let found = 0
  for (let w = 0; w < words; w++)
    for (let left = load<u64>(grower.bits + (<usize>w << 3)); left != 0; left &= left - 1) putWhole(grower.members, found++, (w << 6) + i32(ctz(left)))
}

/** Smallest and largest observed value of a sensor among the members [begin, end), at `low` and after it; false if it does not vary. */
function rangeOf(grower: Grower, sensor: i32, begin: i32, end: i32, low: usize): bool {
  const column = grower.x + ((<usize>sensor * grower.rows) << 3)
  let least: f64 = Infinity, most: f64 = -Infinity
  for (let m = begin; m < end; m++) {
    const value = at(column, whole(grower.members, m))
    if (!isObserved(value)) continue
    least = min(least, value)
    most = max(most, value)
  }
  put(low, 0, least)
  put(low, 1, most)
  return least < most
}

/** Draws a sensor that varies among the members, or −1. Those found constant move to the end and are not drawn again for this node. */
function drawSensor(grower: Grower, begin: i32, end: i32, low: usize): i32 {
  for (let left = grower.cols; left > 0; left--) {
    const place = randomBelow(grower.seed, SENSORS, grower.tree, grower.draws++, left)
    const sensor = whole(grower.sensors, place)
    if (rangeOf(grower, sensor, begin, end, low)) return sensor
    putWhole(grower.sensors, place, whole(grower.sensors, left - 1))
    putWhole(grower.sensors, left - 1, sensor)
  }
  return -1
}

/** A value from the smallest up to, not including, the largest. */
function drawValue(grower: Grower, least: f64, most: f64): f64 {
  const share = randomUniform(grower.seed, VALUES, grower.tree, grower.draws++)
  // Not least + share·(most − least): the difference may overflow.
  const value = max(least, least * (1 - share) + most * share)
  return value < most ? value : least
}

/** Rows up to the threshold to the front of [begin, end); returns where the others begin. Missing ones follow the larger side. */
function partition(grower: Grower, sensor: i32, threshold: f64, begin: i32, end: i32): i32 {
  const column = grower.x + ((<usize>sensor * grower.rows) << 3), members = grower.members
  let below = 0, above = 0
  for (let m = begin; m < end; m++) {
    const value = at(column, whole(members, m))
    if (!isObserved(value)) continue
    if (value <= threshold) below++
    else above++
  }
  let middle = begin, last = end
  while (middle < last) {
    const row = whole(members, middle), value = at(column, row)
    if (isObserved(value) ? value <= threshold : below >= above) {
      middle++
      continue
    }
    putWhole(members, middle, whole(members, --last))
    putWhole(members, last, row)
  }
  return middle
}

@inline function push(entry: usize, begin: i32, end: i32, depth: i32, parent: i32, isRight: i32): void {
  store<i32>(entry, begin)
  store<i32>(entry, end, 4)
  store<i32>(entry, depth, 8)
  store<i32>(entry, parent, 12)
  store<i32>(entry, isRight, 16)
}

/** A node without children. */
export function writeNode(grower: Grower, node: i32, feature: i32, threshold: f64, count: i32): void {
  put(grower.features, node, <f64>feature)
  put(grower.thresholds, node, threshold)
  put(grower.left, node, -1)
  put(grower.right, node, -1)
  put(grower.counts, node, <f64>count)
}

/** Grows one tree, depth first, left before right; `low` has room for two numbers. Returns the number of nodes. */
export function grow(grower: Grower, low: usize): i32 {
  const limit = depthLimit(grower.samples)
  grower.draws = 0
  drawRows(grower)
  for (let c = 0; c < grower.cols; c++) putWhole(grower.sensors, c, c)
  let top = grower.stack, nodes = 0
  push(top, 0, grower.samples, 0, -1, 0)
  for (; top >= grower.stack; nodes++) {
    const begin = load<i32>(top), end = load<i32>(top, 4), depth = load<i32>(top, 8), parent = load<i32>(top, 12)
    if (parent >= 0) put(load<i32>(top, 16) ? grower.right : grower.left, parent, <f64>nodes)
    top -= ENTRY
    const sensor = end - begin > 1 && depth < limit ? drawSensor(grower, begin, end, low) : -1
    if (sensor < 0) {
      writeNode(grower, nodes, -1, 0, end - begin)
      continue
    }
    const threshold = drawValue(grower, at(low, 0), at(low, 1))
    writeNode(grower, nodes, sensor, threshold, end - begin)
    const middle = partition(grower, sensor, threshold, begin, end)
    push(top + ENTRY, middle, end, depth + 1, nodes, 1)
    push(top + 2 * ENTRY, begin, middle, depth + 1, nodes, 0)
    top += 2 * ENTRY
  }
  return nodes
}
