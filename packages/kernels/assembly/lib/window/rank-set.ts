// A set of whole numbers below a bound as a tree of 64-bit words: each bit of a leaf is one number, each bit of an
// inner word says whether the word below it holds anything. Neighbours of a number are found by counting zeros, and only
// rarely a level further up; at worst O(log64 bound). (Van Emde Boas' idea with a word for a node.)
//
// The words lie as those of a heap with 64 children a node: word w's bit c stands for word 64w + 1 + c. `leaves` is the number
// of the first leaf.

/** Number of the first leaf for numbers below `bound`; also that of the words above the leaves. */
export function firstLeaf(bound: i32): i32 {
  let first: i64 = 0
  for (let width: i64 = 1; width << 6 <= bound; width <<= 6) first = (first << 6) + 1
  return i32(first)
}

/** Bytes of a set of numbers below `bound`; one leaf more than needed, so that `bound` itself may be asked about. */
@inline export function rankSetBytes(bound: i32): usize { return (<usize>firstLeaf(bound) + (bound >>> 6) + 1) << 3 }

@inline function addressOf(set: usize, word: i32): usize { return set + (<usize>word << 3) }

/** Puts a number into the set, in which it is not. */
@inline export function insert(set: usize, leaves: i32, value: i32): void {
  const at = addressOf(set, leaves + (value >>> 6))
  const bits = load<u64>(at)
  store<u64>(at, bits | (<u64>1 << (value & 63)))
  if (!bits) markAbove(set, leaves + (value >>> 6))
}

/** Takes a number out of the set, in which it is. */
@inline export function remove(set: usize, leaves: i32, value: i32): void {
  const at = addressOf(set, leaves + (value >>> 6))
  const bits = load<u64>(at) ^ (<u64>1 << (value & 63))
  store<u64>(at, bits)
  if (!bits) unmarkAbove(set, leaves + (value >>> 6))
}

/** The word has come to hold something. */
function markAbove(set: usize, word: i32): void {
  while (word) {
    const bit = (word - 1) & 63
    word = (word - 1) >>> 6
    const bits = load<u64>(addressOf(set, word))
    store<u64>(addressOf(set, word), bits | (<u64>1 << bit))
    if (bits) return
  }
}

/** The word has become empty. */
function unmarkAbove(set: usize, word: i32): void {
  while (word) {
    const bit = (word - 1) & 63
    word = (word - 1) >>> 6
    const bits = load<u64>(addressOf(set, word)) ^ (<u64>1 << bit)
    store<u64>(addressOf(set, word), bits)
    if (bits) return
  }
}

/** The least member at or above a number; −1 when there is none. */
@inline export function atOrAbove(set: usize, leaves: i32, value: i32): i32 {
  const bits = load<u64>(addressOf(set, leaves + (value >>> 6))) >> (value & 63)
  return bits ? value + i32(ctz(bits)) : firstBehind(set, leaves, leaves + (value >>> 6))
}

/** The greatest member at or below a number, which may be −1; −1 when there is none. */
@inline export function atOrBelow(set: usize, leaves: i32, value: i32): i32 {
  if (value < 0) return -1
  const bits = load<u64>(addressOf(set, leaves + (value >>> 6))) << (63 - (value & 63))
  return bits ? value - i32(clz(bits)) : lastBefore(set, leaves, leaves + (value >>> 6))
}

/** The least member in the words of the same level behind `word`. */
function firstBehind(set: usize, leaves: i32, word: i32): i32 {
  let bits: u64 = 0
  do {
    if (!word) return -1
    const bit = (word - 1) & 63
    word = (word - 1) >>> 6
    bits = load<u64>(addressOf(set, word)) & (<u64>-2 << bit)
  } while (!bits)
  while (word < leaves) {
    word = (word << 6) + 1 + i32(ctz(bits))
    bits = load<u64>(addressOf(set, word))
  }
  return ((word - leaves) << 6) + i32(ctz(bits))
}

/** The greatest member in the words of the same level before `word`. */
function lastBefore(set: usize, leaves: i32, word: i32): i32 {
  let bits: u64 = 0
  do {
    if (!word) return -1
    const bit = (word - 1) & 63
    word = (word - 1) >>> 6
    bits = load<u64>(addressOf(set, word)) & ((<u64>1 << bit) - 1)
  } while (!bits)
  while (word < leaves) {
    word = (word << 6) + 64 - i32(clz(bits))
    bits = load<u64>(addressOf(set, word))
  }
  return ((word - leaves) << 6) + 63 - i32(clz(bits))
}
