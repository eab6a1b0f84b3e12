// Normal quantile of a probability given by its logarithm: z with log Φ(z) = y, so that a p-value of 1e-300 and one of
// 1e-300000 still have their z.
//
// Reference   scipy.special.ndtri_exp
// Cost        about 30 ns an element
// Error       below 1e-15 relative, measured against 40-digit arithmetic from y = −1.7e308 to −5e-324
// Missing     a non-finite y gives NaN, and so does y > 0, which is no probability; y = 0 gives +Inf
//
// Wichura's rational approximations (algorithm AS 241, PPND16, Applied Statistics 37, 1988), which take p − 1/2 in
// the middle and r = √(−log p) in the tails: here log p is what is given, so the lower tail loses nothing. In the
// middle, p − 1/2 = expm1(y + log 2)/2 keeps its digits where z crosses 0. In the upper tail p is 1 − Φ(−z), whose
// logarithm is log(−expm1(y)). AS 241 ends at r = 27 (p = 1e-316). Beyond, Newton's method solves the asymptotic
// series of Mills' ratio (Abramowitz and Stegun 26.2.12):  log Φ(−x) = −x²/2 − log(x·√(2π)) + log(1 − 1/x² + 3/x⁴ − …).

import { isObserved } from '../lib/column/observed'
import { shareBegin, shareEnd } from '../lib/team'

/** log 2 in two parts, the second what a double cannot hold of it. */
const LOG_2: f64 = 0.6931471805599453
const LOG_2_REST: f64 = 2.3190468138462996e-17
const SQRT_2: f64 = 1.4142135623730951
const LOG_SQRT_2PI: f64 = 0.9189385332046728
/** Above this −y the logarithms of the series are below the last place of z. */
const FAR: f64 = 1e18

/** z for q = p − 1/2, |q| ≤ 0.425. */
function middle(q: f64): f64 {
  const r = 0.180625 - q * q
  return q * (((((((2509.0809287301227 * r + 33430.57558358813) * r + 67265.7709270087) * r + 45921.95393154987) * r
    + 13731.69376550946) * r + 1971.5909503065513) * r + 133.14166789178438) * r + 3.3871328727963665)
    / (((((((5226.495278852854 * r + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) * r
    + 5394.196021424751) * r + 687.1870074920579) * r + 42.31333070160091) * r + 1)
}

/** −z for r = √(−log p), 1.6 < r ≤ 5. */
function nearTail(rootLog: f64): f64 {
  const r = rootLog - 1.6
  return (((((((0.0007745450142783414 * r + 0.022723844989269184) * r + 0.2417807251774506) * r + 1.2704582524523684) * r
    + 3.6478483247632045) * r + 5.769497221460691) * r + 4.630337846156546) * r + 1.4234371107496835)
    / (((((((1.0507500716444169e-9 * r + 0.0005475938084995345) * r + 0.015198666563616457) * r + 0.14810397642748008) * r
    + 0.6897673349851) * r + 1.6763848301838038) * r + 2.053191626637759) * r + 1)
}

/** −z for r = √(−log p), 5 < r ≤ 27. */
function farTail(rootLog: f64): f64 {
  const r = rootLog - 5
  return (((((((2.0103343992922881e-7 * r + 2.7115555687434876e-5) * r + 0.0012426609473880784) * r + 0.026532189526576124) * r
    + 0.29656057182850487) * r + 1.7848265399172913) * r + 5.463784911164114) * r + 6.657904643501103)
    / (((((((2.0442631033899397e-15 * r + 1.421511758316446e-7) * r + 1.8463183175100548e-5) * r + 0.0007868691311456133) * r
    + 0.014875361290850615) * r + 0.1369298809227358) * r + 0.599832206555888) * r + 1)
}

/** −z for log p = −depth, depth > 729: x ≥ 38, where the series' next term moves x by 1e-16 of itself. */
function beyond(depth: f64): f64 {
  if (depth > FAR) return SQRT_2 * sqrt(depth)
  let x = sqrt(2 * (depth - LOG_SQRT_2PI) - Math.log(2 * depth))
  for (let step = 0; step < 3; step++) {
    const u = 1 / (x * x)
    const series = 1 - u * (1 - u * (3 - u * (15 - u * 105)))
    const excess = (0.5 * x * x - depth) + (Math.log(x) + LOG_SQRT_2PI) - Math.log(series)
    x -= excess / (x + 1 / x)
  }
  return x
}

/** −z ≥ 0 for the logarithm of a tail probability up to 0.075. */
function tail(logProbability: f64): f64 {
  const r = sqrt(-logProbability)
  if (r <= 5) return nearTail(r)
  return r <= 27 ? farTail(r) : beyond(-logProbability)
}

function quantile(y: f64): f64 {
  if (y == 0) return Infinity
  if (!(isObserved(y) && y < 0)) return NaN
  if (y < -2.6) return -tail(y)
  const q = 0.5 * Math.expm1(y + LOG_2 + LOG_2_REST)
  if (abs(q) <= 0.425) return middle(q)
  return q < 0 ? -tail(y) : tail(Math.log(-Math.expm1(y)))
}

/** out = z with log Φ(z) = x, element by element. */
export function ndtriExp(team: usize, x: usize, length: i32, out: usize): void {
  for (let i = shareBegin(team, length), end = shareEnd(team, length); i < end; i++)
    store<f64>(out + (<usize>i << 3), quantile(load<f64>(x + (<usize>i << 3))))
}
