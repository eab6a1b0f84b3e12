// Spectra against sums over the unit circle at 40 digits, and against SciPy: oracle/spectral.py made the values.
import { describe, expect, test } from 'vitest'
import { bandEnergy, dominantPeriod, goertzel, irfft, powerSpectrum, rfft, rollingSpectralEnergy, welch } from '../dist/index.js'
import { use } from './engines.ts'
import { engines, expectWithin, largestOf, type Numbers, numbers, oracle } from './oracles.ts'

interface Transform {
  n: number
  x: Numbers
  /** The bins that are stored. */
  at: number[]
  /** Magnitude of the largest bin, the unit of errors. */
  largest: number
  exact: { re: number[]; im: number[] }
  scipyError: number
}
interface Inverse {
  n: number
  x: Numbers
  im: Numbers
  exact: number[]
  scipy: number[]
}
interface Powers {
  input: string
  n: number
  x: Numbers
  exact: { powerSpectrum: number[]; bandEnergy: number[]; dominantPeriod: number | null }
  scipy: number[]
}
interface Density {
  input: string
  nperseg: number
  noverlap: number
  x: Numbers
  exact: number[]
  scipy: number[]
}
interface Rolling {
  input: string
  window: number
  x: Numbers
  /** The whole energy of each window, the unit of errors. */
  total: Numbers
  exact: Numbers[]
}
interface SingleBin {
  n: number
  frequency: number
  x: Numbers
  exact: { re: number; im: number }
}
const { fs, low, high, ...cases } = oracle<{
  rfft: Transform[]
  irfft: Inverse[]
  fs: number
  low: number[]
  high: number[]
  powers: Powers[]
  welch: Density[]
  goertzel: SingleBin[]
  rollingSpectralEnergy: Rolling[]
}>('spectral')

/** Of the largest bin; measured 3.4e-16 forward and 5.1e-16 back. The plain sums of the reference grow with the root of the length. */
const PROGRAM_LIMIT = 6e-16
const REFERENCE_LIMIT = 2e-14

/** Of the largest power, and of Σ|x|; measured: 6.5e-16 and 5e-17. */
const POWER_LIMIT = 2e-15
const PHASE_LIMIT = 1e-15
/** Of the window's energy; measured 6.5e-16. */
const ENERGY_LIMIT = 4e-15

describe.each(Object.entries(engines))('%s', (engineName, engine) => {
  const limit = engineName === 'reference' ? REFERENCE_LIMIT : PROGRAM_LIMIT

  test.each(cases.rfft.filter(({ n }) => engineName !== 'reference' || n < 1000))('rfft of $n values', ({ n, x, at, largest, exact }) => {
    use(engine)
    const result = rfft(numbers(x))
    expect(result.re.length).toBe((n >> 1) + 1)
    for (const part of ['re', 'im'] as const)
      expectWithin(
        limit,
        Float64Array.from(at, (k) => result[part][k]),
        exact[part],
        () => largest,
        `rfft of ${n}`,
      )
  })

  test.each(cases.irfft)('irfft to $n values', ({ n, x, im, exact, scipy }) => {
    use(engine)
    const result = irfft(numbers(x), { im: numbers(im), n })
    expectWithin(limit, result, exact, () => largestOf(exact), `irfft to ${n}`)
    expectWithin(1e-12, result, scipy, () => largestOf(exact), `irfft to ${n} beside SciPy`)
  })

  test('irfft undoes rfft, at every length to 260', () => {
    use(engine)
    for (let n = 1; n <= 260; n++) {
      const values = Float64Array.from({ length: 2 * n }, (_, i) => Math.fround(((i * 7919) % 1009) / 1009 - 0.5))
      const { re, im } = rfft({ values, rows: n, cols: 2 })
      const rows = (n >> 1) + 1
      const back = irfft({ values: re, rows, cols: 2 }, { im: { values: im, rows, cols: 2 }, n })
      expectWithin(engineName === 'reference' ? 2e-14 : 2e-15, back, values, () => 0.5, `there and back, ${n}`)
    }
  })

  test.each(cases.powers)('powers of $n values, $input', ({ n, x, exact, scipy }) => {
    use(engine)
    const { powerSpectrum: powers, bandEnergy: energy, dominantPeriod: period } = exact
    const unit = () => largestOf(powers) || 1
    const result = powerSpectrum(numbers(x))
    expectWithin(POWER_LIMIT, result, powers, unit, `powers of ${n}`)
    expectWithin(1e-12, result, scipy, unit, `powers of ${n} beside SciPy`)
    expectWithin(POWER_LIMIT, bandEnergy(numbers(x), { low, high, fs }), energy, () => largestOf(energy) || 1, `energy of ${n}`)
    expect(dominantPeriod(numbers(x), { fs })[0]).toBe(period ?? Number.NaN)
  })

  test.each(cases.welch)('welch, nperseg $nperseg, noverlap $noverlap, $input', ({ input, nperseg, noverlap, x, exact, scipy }) => {
    use(engine)
    const result = welch(numbers(x), { nperseg, noverlap, fs })
    expectWithin(POWER_LIMIT, result, exact, () => largestOf(exact) || 1, `nperseg ${nperseg}`)
    // SciPy's rounded mean leaks through the window: with an offset of 1e9 it is off by 2.5e-8 of the largest density.
    expectWithin(input === 'noise' ? 1e-12 : 1e-7, result, scipy, () => largestOf(exact) || 1, `nperseg ${nperseg} beside SciPy`)
  })

  test.each(cases.goertzel)('goertzel of $n values at $frequency', ({ frequency, x, exact }) => {
    use(engine)
    const unit = () => numbers(x).reduce((sum, value) => sum + Math.abs(value), 0)
    const result = goertzel(numbers(x), { frequency, fs })
    expectWithin(PHASE_LIMIT, result.re, [exact.re], unit, 're')
    expectWithin(PHASE_LIMIT, result.im, [exact.im], unit, 'im')
  })

  test.each(cases.rollingSpectralEnergy)('rollingSpectralEnergy, window $window, $input', ({ window, x, total, exact }) => {
    use(engine)
    const rows = x.length
    const result = rollingSpectralEnergy(numbers(x), { window, low, high, fs })
    exact.forEach((band, b) => {
      expectWithin(ENERGY_LIMIT, result.subarray(b * rows, (b + 1) * rows), band, (row) => total[row] || 1, `band ${b}`)
    })
  })

  test('rollingSpectralEnergy of a window longer than the data is NaN, of one row 0', () => {
    use(engine)
    const x = Float64Array.of(3, 1, Number.NaN, 2)
    expect([...rollingSpectralEnergy(x, { window: 5, low: [0], high: [1] })]).toEqual(Array(4).fill(Number.NaN))
    expect([...rollingSpectralEnergy(x, { window: 1, low: [0], high: [1] })]).toEqual([0, 0, Number.NaN, 0])
  })

  test('a missing value makes its column NaN, and a band with NaN for an edge', () => {
    use(engine)
    const values = Float64Array.from({ length: 60 }, (_, i) => (i === 25 ? Number.NEGATIVE_INFINITY : (i * i) % 7))
    const three = { values, rows: 20, cols: 3 }
    const kept = (result: Float64Array, each: number) => [0, 1, 2].map((c) => result.subarray(c * each, (c + 1) * each).every(Number.isFinite))
    const lost = (result: Float64Array, each: number) => result.subarray(each, 2 * each).every(Number.isNaN)
    for (const [result, each] of [
      [powerSpectrum(three), 11],
      [bandEnergy(three, { low: [0, 0.2], high: [0.1, 0.5] }), 2],
      [dominantPeriod(three), 1],
      [welch(three, { nperseg: 8 }), 5],
      [goertzel(three, { frequency: 0.1 }).re, 1],
    ] as const) {
      expect(kept(result, each)).toEqual([true, false, true])
      expect(lost(result, each)).toBe(true)
    }
    expect([...bandEnergy(values.subarray(0, 20), { low: [0, Number.NaN], high: [Number.NaN, 1] })]).toEqual([Number.NaN, Number.NaN])
    expect(welch(values, { nperseg: 8, noverlap: 0 }).every(Number.isNaN)).toBe(true)
  })

  test('a constant column has no power and no period', () => {
    use(engine)
    const constant = new Float64Array(50).fill(0.1)
    expect(powerSpectrum(constant).every((v) => v === 0)).toBe(true)
    expect(welch(constant, { nperseg: 16 }).every((v) => v === 0)).toBe(true)
    expect(dominantPeriod(constant)).toEqual(Float64Array.of(Number.NaN))
  })

  test('a column with a missing value, or beyond 2^1000, is NaN throughout, and no other is', () => {
    use(engine)
    for (const n of [6, 7, 14])
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1.7e308]) {
        const values = new Float64Array(3 * n).fill(1)
        values[n + 2] = bad
        const { re, im } = rfft({ values, rows: n, cols: 3 })
        const bins = (n >> 1) + 1
        expect(re.subarray(bins, 2 * bins).every(Number.isNaN) && im.subarray(bins, 2 * bins).every(Number.isNaN)).toBe(true)
        expect(re.filter((v, i) => Number.isNaN(v) && (i < bins || i >= 2 * bins)).length).toBe(0)
        expect(re[0]).toBeCloseTo(n, 12)
      }
  })
})

test('a column’s bits do not depend on its neighbour', () => {
  use(engines.wasm)
  const column = Float64Array.from({ length: 90 }, (_, i) => Math.fround(Math.abs(i - 33.3)))
  const alone = rfft(column)
  for (const other of [1e300, 0, Number.NaN]) {
    const beside = rfft([new Float64Array(90).fill(other), column])
    expect(beside.re.slice(46)).toEqual(alone.re)
    expect(beside.im.slice(46)).toEqual(alone.im)
  }
})
