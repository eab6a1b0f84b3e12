// The plain meaning of the spectral kernels: sums over points of the unit circle, one output at a time.

interface Points {
  readonly cos: Float64Array
  readonly sin: Float64Array
}

/** cos and sin of 2πk/n, k < n, each from an angle of at most an eighth of a turn. */
export function circle(n: number): Points {
  const cos = new Float64Array(n)
  const sin = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    const octant = Math.floor((8 * k) / n)
    const rest = 8 * k - octant * n
    const angle = (Math.PI / 4) * ((octant % 2 ? n - rest : rest) / n)
    const steep = ((octant + 1) & 2) !== 0
    const [x, y] = steep ? [Math.sin(angle), Math.cos(angle)] : [Math.cos(angle), Math.sin(angle)]
    cos[k] = octant >= 2 && octant < 6 ? -x : x
    sin[k] = octant >= 4 ? -y : y
  }
  return { cos, sin }
}

/** Above this sum of magnitudes (2^1000) a column has no transform, as one with a missing value has none. */
const LARGEST_SUM = 2 ** 1000
export const isSound = (...parts: Float64Array[]): boolean =>
  parts.reduce((sum, part) => part.reduce((partial, value) => partial + Math.abs(value), sum), 0) <= LARGEST_SUM

/** Bin k of the transform of x: Σ_j x_j · e^(−2πi·j·k/n). */
function bin(x: Float64Array, k: number, { cos, sin }: Points): [number, number] {
  const n = x.length
  let [re, im] = [0, 0]
  for (let j = 0, at = 0; j < n; j++) {
    re += x[j] * cos[at]
    im -= x[j] * sin[at]
    at += k
    if (at >= n) at -= n
  }
  return [re, im]
}

/** Bins 0 … ⌊n/2⌋ of a column; NaN where it is not sound. */
export function spectrum(x: Float64Array, points: Points, re: Float64Array, im: Float64Array): void {
  const n = x.length
  if (!isSound(x)) {
    re.fill(Number.NaN)
    im.fill(Number.NaN)
    return
  }
  for (let k = 0; k <= n >> 1; k++) [re[k], im[k]] = bin(x, k, points)
  im[0] = 0
  if (n % 2 === 0) im[n >> 1] = 0
}

interface RfftCall {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly re: Float64Array
  readonly im: Float64Array
}

export function rfft({ x, rows, cols, re, im }: RfftCall): void {
  const points = circle(rows)
  const bins = (rows >> 1) + 1
  for (let c = 0; c < cols; c++) {
    const part = [c * bins, (c + 1) * bins] as const
    spectrum(x.subarray(c * rows, (c + 1) * rows), points, re.subarray(...part), im.subarray(...part))
  }
}

interface IrfftCall {
  readonly x: Float64Array
  readonly im: Float64Array
  readonly rows: number
  readonly cols: number
  readonly n: number
  readonly out: Float64Array
}

/** One value: the real part of the sum over all n bins, those beyond the half being conjugates of the others. */
function value(re: Float64Array, im: Float64Array, j: number, n: number, { cos, sin }: Points): number {
  let sum = re[0]
  for (let k = 1; k < Math.min(re.length, (n >> 1) + 1); k++) {
    const at = (j * k) % n
    sum += 2 * k === n ? re[k] * cos[at] : 2 * (re[k] * cos[at] - im[k] * sin[at])
  }
  return sum / n
}

export function irfft({ x, im, rows, cols, n, out }: IrfftCall): void {
  const points = circle(n)
  const used = Math.min(rows, (n >> 1) + 1)
  for (let c = 0; c < cols; c++) {
    const [re, imaginary] = [x, im].map((part) => part.subarray(c * rows, c * rows + used))
    // Imaginary parts of bins that have none are not read.
    const sound = isSound(re, imaginary.subarray(1, 2 * (used - 1) === n ? used - 1 : used))
    for (let j = 0; j < n; j++) out[c * n + j] = sound ? value(re, imaginary, j, n, points) : Number.NaN
  }
}
