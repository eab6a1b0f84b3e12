// The plain meaning of powers, densities and single bins.
import { circle, isSound, spectrum } from './fourier.ts'

interface Columns {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
}

/** Deviations from the mean; the mean is that of deviations from the first value. */
export function deviations(x: Float64Array): Float64Array {
  const mean = x.reduce((sum, value) => sum + (value - x[0]), 0) / x.length
  return x.map((value) => value - x[0] - mean)
}

/** |bin|² of a sequence, doubled where another bin stands for its conjugate. */
export function squares(x: Float64Array, points: ReturnType<typeof circle>, scale: number): Float64Array {
  const n = x.length
  const re = new Float64Array((n >> 1) + 1)
  const im = new Float64Array((n >> 1) + 1)
  spectrum(x, points, re, im)
  return re.map((value, k) => ((value * scale) ** 2 + (im[k] * scale) ** 2) * (k === 0 || 2 * k === n ? 1 : 2))
}

/** Powers of each column in turn. */
function* powers({ x, rows, cols }: Columns): Generator<Float64Array> {
  const points = circle(rows)
  for (let c = 0; c < cols; c++) yield squares(deviations(x.subarray(c * rows, (c + 1) * rows)), points, 1 / rows)
}

export function powerSpectrum(call: Columns & { readonly out: Float64Array }): void {
  let at = 0
  for (const column of powers(call)) {
    call.out.set(column, at)
    at += column.length
  }
}

interface BandCall extends Columns {
  readonly low: Float64Array
  readonly high: Float64Array
  readonly fs: number
  readonly out: Float64Array
}

/** Sum of the powers within a band; NaN where an edge is no number. */
export function energyWithin(column: Float64Array, low: number, high: number, frequencyOf: (k: number) => number): number {
  if (Number.isNaN(low) || Number.isNaN(high)) return Number.NaN
  const inside = column.filter((_, k) => frequencyOf(k) >= low && frequencyOf(k) < high)
  return Number.isNaN(column[0]) ? Number.NaN : inside.reduce((sum, power) => sum + power, 0)
}

export function bandEnergy(call: BandCall): void {
  let at = 0
  for (const column of powers(call))
    for (let band = 0; band < call.low.length; band++)
      call.out[at++] = energyWithin(column, call.low[band], call.high[band], (k) => (k * call.fs) / call.rows)
}

export function dominantPeriod(call: Columns & { readonly fs: number; readonly out: Float64Array }): void {
  let at = 0
  for (const column of powers(call)) {
    const rest = column.subarray(1)
    const largest = rest.reduce((most, power) => Math.max(most, power), 0)
    const k = 1 + rest.findIndex((power) => power >= largest * (1 - 1e-9))
    call.out[at++] = largest > 0 ? call.rows / (k * call.fs) : Number.NaN
  }
}

interface WelchCall extends Columns {
  readonly nperseg: number
  readonly noverlap: number
  readonly fs: number
  readonly out: Float64Array
}

export function welch({ x, rows, cols, nperseg, noverlap, fs, out }: WelchCall): void {
  const points = circle(nperseg)
  const window = Float64Array.from({ length: nperseg }, (_, j) => (nperseg === 1 ? 1 : Math.sin((Math.PI * j) / nperseg) ** 2))
  const energy = window.reduce((sum, w) => sum + w * w, 0)
  const step = nperseg - noverlap
  const segments = Math.floor((rows - noverlap) / step)
  const bins = (nperseg >> 1) + 1
  out.fill(0)
  for (let c = 0; c < cols; c++)
    for (let s = 0; s < segments; s++) {
      const begin = c * rows + s * step
      const segment = deviations(x.subarray(begin, begin + nperseg)).map((value, j) => value * window[j])
      squares(segment, points, 1).forEach((square, k) => {
        out[c * bins + k] += square / (segments * fs * energy)
      })
    }
  for (let i = 0; i < out.length; i++) if (Number.isNaN(out[i])) out[i] = Number.NaN
}

/** What a·b is more than its rounded value (Dekker, Numer. Math. 18, 1971). */
function productError(a: number, b: number): number {
  const split = (v: number) => 134217729 * v - (134217729 * v - v)
  const [aHigh, bHigh] = [split(a), split(b)]
  const [aLow, bLow] = [a - aHigh, b - bHigh]
  return aHigh * bHigh - a * b + aHigh * bLow + aLow * bHigh + aLow * bLow
}

interface GoertzelCall extends Columns {
  readonly fs: number
  readonly frequency: number
  readonly re: Float64Array
  readonly im: Float64Array
}

export function goertzel({ x, rows, cols, fs, frequency, re, im }: GoertzelCall): void {
  const ratio = frequency / fs
  const rest = (frequency - ratio * fs - productError(ratio, fs)) / fs
  const phases = Float64Array.from(
    { length: rows },
    (_, j) => 2 * Math.PI * (j * ratio - Math.round(j * ratio) + (productError(j, ratio) + j * rest)),
  )
  for (let c = 0; c < cols; c++) {
    const column = x.subarray(c * rows, (c + 1) * rows)
    const sound = isSound(column)
    re[c] = sound ? column.reduce((sum, value, j) => sum + value * Math.cos(phases[j]), 0) : Number.NaN
    im[c] = sound ? column.reduce((sum, value, j) => sum - value * Math.sin(phases[j]), 0) : Number.NaN
  }
}
