// A value is observed if it is finite; NaN and the infinities are missing.

/** Largest finite double: what exceeds it in magnitude, or does not compare, is missing. */
export const LARGEST_FINITE: f64 = 1.7976931348623157e308

@inline export function isObserved(value: f64): bool { return abs(value) <= LARGEST_FINITE }

/** All ones in each lane that holds a finite number. */
@inline export function observedMask(pair: v128): v128 {
  return f64x2.le(f64x2.abs(pair), f64x2.splat(LARGEST_FINITE))
}

/** Are all `count` values from `values` on finite? */
export function allObserved(values: usize, count: i32): bool {
  let doubt = f64x2.splat(0)
  let j = 0
  for (; j + 4 <= count; j += 4) {
    const at = values + (<usize>j << 3)
    const a = v128.load(at)
    const b = v128.load(at, 16)
    doubt = f64x2.add(doubt, f64x2.add(f64x2.sub(a, a), f64x2.sub(b, b)))
  }
  let rest = f64x2.extract_lane(doubt, 0) + f64x2.extract_lane(doubt, 1)
  for (; j < count; j++) {
    const value = load<f64>(values + (<usize>j << 3))
    rest += value - value
  }
  return rest == 0
}

/** First observed value from row `from` on, by steps of `step`, of the rows before `to`; 0 if there is none. */
export function firstObserved(column: usize, from: i32, to: i32, step: i32): f64 {
  for (let row = from; row != to; row += step) {
    const value = load<f64>(column + (<usize>row << 3))
    if (isObserved(value)) return value
  }
  return 0
}

/** How many of the rows [begin, end) of a column are observed; rows before the first do not count. */
export function countObserved(column: usize, begin: i32, end: i32): i32 {
  let count = 0
  for (let row = max(begin, 0); row < end; row++) count += i32(isObserved(load<f64>(column + (<usize>row << 3))))
  return count
}

/** Copies rows [begin, end) of a column to `to`, with `neutral` in place of missing values and of rows before the first. */
export function copyObserved(column: usize, begin: i32, end: i32, to: usize, neutral: f64): void {
  let at = to
  for (let row = begin; row < 0; row++, at += 8) store<f64>(at, neutral)
  const stand = f64x2.splat(neutral)
  let row = max(begin, 0)
  for (; row + 2 <= end; row += 2, at += 16) {
    const pair = v128.load(column + (<usize>row << 3))
    v128.store(at, v128.bitselect(pair, stand, observedMask(pair)))
  }
  if (row < end) {
    const value = load<f64>(column + (<usize>row << 3))
    store<f64>(at, isObserved(value) ? value : neutral)
  }
}
