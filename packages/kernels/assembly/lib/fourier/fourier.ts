// Complex transforms of any length, of two sequences at a time in the lanes (lib/fourier/fourier-passes draws an element):
//
//   X_k = Σ_j x_j · e^(−2πi·j·k/n),   j < inputs ≤ n, k < outputs ≤ n
//
// Lengths 2^a·3^b·5^c go through passes of radix 4, 2, 3 and 5. Any other goes by Bluestein's way (IEEE Trans. Audio Electroacoust. 18, 1970):
// j·k = (j² + k² − (k−j)²)/2 makes the sum a convolution with the chirp e^(πi·j²/n), done by two transforms of a smooth length of at least
// inputs + outputs − 1. Chirps are points of a circle of 2n, found with whole numbers, so no phase is rounded. The backward transform is this
// one with real and imaginary parts exchanged on the way in and out.
//
// A plan holds what depends on the length alone; the team makes it together, and then every member transforms what is its own. The order of
// every addition follows from the length.
//
//   plan   0: n | 4: inputs | 8: outputs | 12: length of the passes | 16: number of passes | 20: radices …
//          then the circle of 2n points; the twiddles of the passes; with Bluestein also the circle of the passes, the chirp and its spectrum
import { barrier, rank, shareBegin, shareEnd } from '../team'
import { circleBytes, copyCirclePoint, fillCircle } from './circle'
import { pass2, pass3, pass4, pass5 } from './fourier-passes'

const HEADER: usize = 192

@inline function lengthOf(plan: usize): i32 { return load<i32>(plan) }
@inline function inputsOf(plan: usize): i32 { return load<i32>(plan, 4) }
@inline function outputsOf(plan: usize): i32 { return load<i32>(plan, 8) }
@inline function passLengthOf(plan: usize): i32 { return load<i32>(plan, 12) }
@inline function passCountOf(plan: usize): i32 { return load<i32>(plan, 16) }
@inline function radixOf(plan: usize, pass: i32): i32 { return load<i32>(plan + 20 + (<usize>pass << 2)) }

function isSmooth(n: i32): bool {
  while (n % 5 == 0) n /= 5
  while (n % 3 == 0) n /= 3
  return (n & (n - 1)) == 0
}

/** About the operations and memory accesses of all passes. */
function costOf(length: i64): f64 {
  const elements = f64(length)
  let cost = 0
  for (; length % 4 == 0; length /= 4) cost += 15
  for (; length % 5 == 0; length /= 5) cost += 20
  for (; length % 3 == 0; length /= 3) cost += 15
  return elements * (length == 2 ? cost + 11 : cost)
}

/** The length that the passes have: n, or the cheapest smooth one that holds the convolution. */
export function passLength(n: i32, inputs: i32, outputs: i32): i32 {
  if (isSmooth(n)) return n
  const least = <i64>inputs + outputs - 1
  let best: i64 = 0
  for (let fives: i64 = 1; fives < 2 * least; fives *= 5)
    for (let odd = fives; odd < 2 * least; odd *= 3) {
      let length = odd
      while (length < least) length <<= 1
      if (best == 0 || costOf(length) < costOf(best)) best = length
    }
  return i32(best)
}

/** Bytes of a plan. */
export function planBytes(n: i32, inputs: i32, outputs: i32): f64 {
  const length = passLength(n, inputs, outputs)
  const own = f64(HEADER) + circleBytes(2 * n) + f64(length) * 16
  return length == n ? own : own + circleBytes(length) + (f64(max(inputs, outputs)) + f64(length)) * 16
}

/** Bytes of each of the two buffers of a member that transforms. */
export function bufferBytes(n: i32, inputs: i32, outputs: i32): f64 { return f64(passLength(n, inputs, outputs)) * 32 }

/** The circle of 2n points of a plan. */
@inline export function circleOf(plan: usize): usize { return plan + HEADER }
@inline function twiddlesOf(plan: usize): usize { return circleOf(plan) + <usize>circleBytes(2 * lengthOf(plan)) }
@inline function passCircleOf(plan: usize): usize { return twiddlesOf(plan) + (<usize>passLengthOf(plan) << 4) }
@inline function chirpOf(plan: usize): usize { return passCircleOf(plan) + <usize>circleBytes(passLengthOf(plan)) }
@inline function chirpSpectrumOf(plan: usize): usize { return chirpOf(plan) + (<usize>max(inputsOf(plan), outputsOf(plan)) << 4) }

/** Radices of the passes: fours, a two, threes, then fives, whose twiddles are the most, in the last pass, which has none. */
function writeHeader(plan: usize, n: i32, inputs: i32, outputs: i32): void {
  let rest = passLength(n, inputs, outputs)
  let count = 0
  store<i32>(plan, n)
  store<i32>(plan, inputs, 4)
  store<i32>(plan, outputs, 8)
  store<i32>(plan, rest, 12)
  while (rest > 1) {
    const radix = rest % 4 == 0 ? 4 : rest % 2 == 0 ? 2 : rest % 3 == 0 ? 3 : 5
    store<i32>(plan + 20 + (<usize>count << 2), radix)
    count++
    rest /= radix
  }
  store<i32>(plan, count, 16)
}

/** This member's share of the twiddles: point p·k of a circle of r·m, for the p < m of each pass, 0 < k < r. */
function fillTwiddles(team: usize, plan: usize, circle: usize, points: i32): void {
  let at = twiddlesOf(plan)
  let m = passLengthOf(plan)
  for (let pass = 0, count = passCountOf(plan); pass < count; pass++) {
    const radix = radixOf(plan, pass)
    const step = points / m
    m /= radix
    for (let p = shareBegin(team, m), end = shareEnd(team, m); p < end; p++)
      for (let k = 1; k < radix; k++) copyCirclePoint(circle, points, p * k * step, at + (<usize>(p * (radix - 1) + k - 1) << 4))
    at += <usize>(m * (radix - 1)) << 4
  }
}

/** This member's share of the chirp, e^(−πi·j²/n). */
function fillChirp(team: usize, plan: usize): void {
  const points = 2 * lengthOf(plan)
  const count = max(inputsOf(plan), outputsOf(plan))
  for (let j = shareBegin(team, count), end = shareEnd(team, count); j < end; j++)
    copyCirclePoint(circleOf(plan), points, i32((<i64>j * j) % points), chirpOf(plan) + (<usize>j << 4))
}

/** Stores the conjugate of chirp value j, over the length of the passes, in both lanes. */
@inline function putChirp(plan: usize, at: usize, j: i32, scale: f64): void {
  const chirp = chirpOf(plan) + (<usize>j << 4)
  v128.store(at, f64x2.splat(load<f64>(chirp) * scale))
  v128.store(at, f64x2.splat(-load<f64>(chirp, 8) * scale), 16)
}

/** The transform of the chirp, wrapped around the length of the passes and divided by it. */
function fillChirpSpectrum(plan: usize, a: usize, b: usize): void {
  const length = passLengthOf(plan)
  const scale = 1 / f64(length)
  memory.fill(a, 0, <usize>length << 5)
  for (let j = 0; j < outputsOf(plan); j++) putChirp(plan, a + (<usize>j << 5), j, scale)
  for (let j = 1; j < inputsOf(plan); j++) putChirp(plan, a + (<usize>(length - j) << 5), j, scale)
  const result = runPasses(plan, a, b)
  for (let k = 0, to = chirpSpectrumOf(plan); k < length; k++, to += 16) {
    store<f64>(to, load<f64>(result + (<usize>k << 5)))
    store<f64>(to, load<f64>(result + (<usize>k << 5), 16), 8)
  }
}

/** The team makes a plan; `a` and `b` are this member's buffers. Ends with a barrier. */
export function makePlan(team: usize, plan: usize, n: i32, inputs: i32, outputs: i32, a: usize, b: usize): void {
  if (rank(team) == 0) writeHeader(plan, n, inputs, outputs)
  barrier(team)
  const length = passLengthOf(plan)
  fillCircle(team, circleOf(plan), 2 * n)
  if (length != n) fillCircle(team, passCircleOf(plan), length)
  barrier(team)
  if (length == n) fillTwiddles(team, plan, circleOf(plan), 2 * n)
  else {
    fillTwiddles(team, plan, passCircleOf(plan), length)
    fillChirp(team, plan)
    barrier(team)
    if (rank(team) == 0) fillChirpSpectrum(plan, a, b)
  }
  barrier(team)
}

/** The passes, from `a` to and fro between the buffers; returns where the result is. */
function runPasses(plan: usize, a: usize, b: usize): usize {
  let twiddles = twiddlesOf(plan)
  let m = passLengthOf(plan)
  let s = 1
  for (let pass = 0, count = passCountOf(plan); pass < count; pass++) {
    const radix = radixOf(plan, pass)
    m /= radix
    if (radix == 4) pass4(a, b, m, s, twiddles)
    else if (radix == 5) pass5(a, b, m, s, twiddles)
    else if (radix == 3) pass3(a, b, m, s, twiddles)
    else pass2(a, b, m, s, twiddles)
    twiddles += <usize>(m * (radix - 1)) << 4
    s *= radix
    const from = a
    a = b
    b = from
  }
  return a
}

/** Elements from `at` on times the numbers from `factors` on; with `exchange` the products' parts change places. */
function multiplyBy(at: usize, factors: usize, count: i32, exchange: bool): void {
  const first: usize = exchange ? 16 : 0
  for (const end = at + (<usize>count << 5); at < end; at += 32, factors += 16) {
    const c = v128.load64_splat(factors), d = v128.load64_splat(factors, 8)
    const real = v128.load(at), imaginary = v128.load(at, 16)
    v128.store(at + first, f64x2.sub(f64x2.mul(real, c), f64x2.mul(imaginary, d)))
    v128.store(at + (16 - first), f64x2.add(f64x2.mul(real, d), f64x2.mul(imaginary, c)))
  }
}

/** Exchanges the parts of the first elements. */
function exchangeParts(at: usize, count: i32): void {
  for (const end = at + (<usize>count << 5); at < end; at += 32) {
    const real = v128.load(at)
    v128.store(at, v128.load(at, 16))
    v128.store(at, real, 16)
  }
}

/** Transforms the `inputs` elements in `a`; returns the buffer, `a` or `b`, that holds the `outputs` elements. */
export function transform(plan: usize, a: usize, b: usize): usize {
  const length = passLengthOf(plan)
  const inputs = inputsOf(plan)
  memory.fill(a + (<usize>inputs << 5), 0, <usize>(length - inputs) << 5)
  if (length == lengthOf(plan)) return runPasses(plan, a, b)
  multiplyBy(a, chirpOf(plan), inputs, false)
  const spectrum = runPasses(plan, a, b)
  multiplyBy(spectrum, chirpSpectrumOf(plan), length, true)
  const result = runPasses(plan, spectrum, spectrum == a ? b : a)
  exchangeParts(result, outputsOf(plan))
  multiplyBy(result, chirpOf(plan), outputsOf(plan), false)
  return result
}
