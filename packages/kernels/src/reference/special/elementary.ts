// The plain meaning of the elementary functions. Math.exp, log, sin, cos and pow differ between hosts in their last bit.

interface Elements {
  readonly x: Float64Array
  readonly out: Float64Array
}

const polynomial = (coefficients: readonly number[], x: number): number => coefficients.reduceRight((value, coefficient) => value * x + coefficient)

export function exp({ x, out }: Elements): void {
  for (let i = 0; i < x.length; i++) out[i] = Number.isFinite(x[i]) ? Math.exp(x[i]) : Number.NaN
}

export function log({ x, out }: Elements): void {
  for (let i = 0; i < x.length; i++) out[i] = Number.isFinite(x[i]) && x[i] >= 0 ? Math.log(x[i]) : Number.NaN
}

export function sin({ x, out }: Elements): void {
  for (let i = 0; i < x.length; i++) out[i] = Number.isFinite(x[i]) ? Math.sin(x[i]) : Number.NaN
}

export function cos({ x, out }: Elements): void {
  for (let i = 0; i < x.length; i++) out[i] = Number.isFinite(x[i]) ? Math.cos(x[i]) : Number.NaN
}

export function pow({ x, y, out }: Elements & { readonly y: Float64Array }): void {
  for (let i = 0; i < x.length; i++) out[i] = Number.isFinite(x[i]) && Number.isFinite(y[i]) ? x[i] ** y[i] : Number.NaN
}

// Wichura, algorithm AS 241 (PPND16), Applied Statistics 37 (1988): numerator and denominator, constant term first.
const middle = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087, 33430.57558358813,
    2509.0809287301227,
  ],
  [1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943, 5226.495278852854],
] as const
const nearTail = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506, 0.022723844989269184,
    0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457, 0.0005475938084995345,
    1.0507500716444169e-9,
  ],
] as const
const farTail = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5,
    2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5, 1.421511758316446e-7,
    2.0442631033899397e-15,
  ],
] as const
const ratio = ([above, under]: readonly (readonly number[])[], r: number): number => polynomial(above, r) / polynomial(under, r)

const LOG_SQRT_2PI = 0.9189385332046728

/** x > 0 with log Φ(−x) = −depth, by Newton's method on the asymptotic series of Mills' ratio. */
function beyond(depth: number): number {
  if (depth > 1e18) return Math.SQRT2 * Math.sqrt(depth)
  let x = Math.sqrt(2 * (depth - LOG_SQRT_2PI) - Math.log(2 * depth))
  for (let step = 0; step < 3; step++) {
    const u = 1 / (x * x)
    const series = 1 - u * (1 - u * (3 - u * (15 - u * 105)))
    x -= (0.5 * x * x - depth + (Math.log(x) + LOG_SQRT_2PI) - Math.log(series)) / (x + 1 / x)
  }
  return x
}

/** −z for the logarithm of a tail probability up to 0.075. */
function tail(logProbability: number): number {
  const r = Math.sqrt(-logProbability)
  if (r <= 5) return ratio(nearTail, r - 1.6)
  return r <= 27 ? ratio(farTail, r - 5) : beyond(-logProbability)
}

function quantile(y: number): number {
  if (y === 0) return Number.POSITIVE_INFINITY
  if (!(Number.isFinite(y) && y < 0)) return Number.NaN
  if (y < -2.6) return -tail(y)
  const q = 0.5 * Math.expm1(y + Math.LN2 + 2.3190468138462996e-17)
  if (Math.abs(q) <= 0.425) return q * ratio(middle, 0.180625 - q * q)
  return q < 0 ? -tail(y) : tail(Math.log(-Math.expm1(y)))
}

export function ndtriExp({ x, out }: Elements): void {
  for (let i = 0; i < x.length; i++) out[i] = quantile(x[i])
}
