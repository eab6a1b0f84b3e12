// Sorts entries of a float64 key and a row number by the key: least significant digit first, a byte at a time, stable, O(n)
// whatever the values are. Bytes that all keys share (often the exponent's first, and the last ones of quantised sensors) are passed over.
//
//   entry   0: key u64 | 8: row i64

const DIGITS: usize = 8
const BINS: usize = 256

/** Bytes of the counts that a sort works with: 8192. */
const COUNTS_BYTES: usize = DIGITS * BINS * 4

/** An integer that is ordered as the number is: the sign bit flipped, and the others too when it was set. */
@inline export function orderedKey(value: f64): u64 {
  const bits = reinterpret<i64>(value)
  return bits ^ ((bits >> 63) | i64.MIN_VALUE)
}

/** The number of an ordered key. */
@inline export function valueOfKey(key: u64): f64 {
  return reinterpret<f64>(key ^ (~(<i64>key >> 63) | i64.MIN_VALUE))
}

/** Counts each digit of each key. */
function countDigits(entries: usize, end: usize, counts: usize): void {
  memory.fill(counts, 0, COUNTS_BYTES)
  for (let at = entries; at < end; at += 16) {
    let key = load<u64>(at)
    for (let digit: usize = 0; digit < DIGITS; digit++) {
      const bin = counts + ((digit << 10) | (<usize>(key & 255) << 2))
      store<u32>(bin, load<u32>(bin) + 1)
      key >>= 8
    }
  }
}

/** Turns counts into the address at which each bin begins. */
function placeBins(bins: usize, target: usize): void {
  for (let bin = bins, end = bins + BINS * 4; bin < end; bin += 4) {
    const count = <usize>load<u32>(bin)
    store<u32>(bin, <u32>target)
    target += count << 4
  }
}

/** Moves the entries into their bins. */
function distribute(entries: usize, end: usize, bins: usize, shift: u64): void {
  for (let at = entries; at < end; at += 16) {
    const bin = bins + (<usize>((load<u64>(at) >> shift) & 255) << 2)
    const target = <usize>load<u32>(bin)
    store<u32>(bin, <u32>(target + 16))
    v128.store(target, v128.load(at))
  }
}

/** Sorts `count` entries with the help of as much `spare`; returns the one of the two in which the sorted entries lie. */
export function sortEntries(entries: usize, spare: usize, count: i32, counts: usize): usize {
  if (count < 2) return entries
  const lengthBytes = <usize>count << 4
  countDigits(entries, entries + lengthBytes, counts)
  for (let digit: usize = 0; digit < DIGITS; digit++) {
    const bins = counts + (digit << 10)
    const shift = <u64>digit << 3
    if (load<u32>(bins + (<usize>((load<u64>(entries) >> shift) & 255) << 2)) == <u32>count) continue
    placeBins(bins, spare)
    distribute(entries, entries + lengthBytes, bins, shift)
    const sorted = spare
    spare = entries
    entries = sorted
  }
  return entries
}
