// What must hold for every detector: parts add up, what is expected plus what is left is the data, a stored model is the same model.
import { beforeAll, describe, expect, test } from 'vitest'
import * as kernels from '../dist/index.js'
import { Ar1, detectors, matrix, ndtriExp, Pca } from '../dist/index.js'
import { all, generator } from './cases.ts'
import { programEngine, use } from './engines.ts'

beforeAll(() => void use(programEngine(1)))

/** Rows of `cols` sensors that follow two hidden loads, with a little noise of their own; `share` of the values missing. */
function plant(rows: number, cols: number, share = 0, seed = 1): { values: Float64Array; rows: number; cols: number } {
  const random = generator(seed)
  const loads = Array.from({ length: rows }, () => [random() - 0.5, random() - 0.5])
  const values = new Float64Array(rows * cols)
  for (let c = 0; c < cols; c++)
    for (let r = 0; r < rows; r++) {
      const value = 100 * c + (c + 1) * loads[r][0] + (cols - c) * loads[r][1] + 0.01 * random()
      values[c * rows + r] = random() < share ? Number.NaN : value
    }
  return { values, rows, cols }
}

const column = (values: Float64Array, rows: number, c: number): Float64Array => values.subarray(c * rows, (c + 1) * rows)
const rowSum = (values: Float64Array, rows: number, r: number): number => {
  let sum = 0
  for (let at = r; at < values.length; at += rows) sum += values[at]
  return sum
}

describe('Ar1', () => {
  /** x_t = 5 + 0.8·(x_{t−1} − 5) + a shock of ±1 that alternates in a fixed pattern. */
  const series = (rows: number): Float64Array => {
    const random = generator(3)
    const x = new Float64Array(rows)
    for (let t = 0, deviation = 0; t < rows; t++) {
      deviation = 0.8 * deviation + (random() - 0.5)
      x[t] = 5 + deviation
    }
    return x
  }

  test('finds the coefficient of a known series', () => {
    const { center, phi, scale } = Ar1.fit(series(200000))
    expect(phi[0]).toBeCloseTo(0.8, 2)
    expect(center[0]).toBeCloseTo(5, 1)
    expect(scale[0]).toBeCloseTo(1.4826 * 0.25, 2)
  })

  test('follows the formula on five rows worked by hand', () => {
    const model = Ar1.fit(Float64Array.of(1, 2, 3, 5, 4))
    // Deviations from the median 3: −2 −1 0 2 1; products 2 + 0 + 0 + 2 = 4 over squares 4 + 1 + 0 + 4 = 9.
    expect(model.center[0]).toBe(3)
    expect(model.phi[0]).toBe(4 / 9)
    const residuals = [-2 + (2 * 4) / 9, -1 + (2 * 4) / 9, 4 / 9, 2, 1 - (2 * 4) / 9]
    // Sorted −10/9 −1/9 1/9 4/9 2: median 1/9, absolute deviations 11/9 2/9 0 3/9 17/9, their median 3/9.
    expect(model.scale[0]).toBeCloseTo(1.4826 / 3, 15)
    const scores = model.score(Float64Array.of(1, 2, 3, 5, 4))
    residuals.forEach((residual, t) => {
      expect(scores[t]).toBeCloseTo((Math.abs(residual) * 3) / 1.4826, 14)
    })
  })

  test('a constant sensor has φ 0 and the floor of the scale', () => {
    const { phi, scale } = Ar1.fit(new Float64Array(50).fill(7.25))
    expect([phi[0], scale[0]]).toEqual([0, 1e-6])
  })

  test('φ is clamped to ±0.999', () => {
    const { phi } = Ar1.fit([Float64Array.from({ length: 100 }, (_, t) => 1.5 ** t), Float64Array.from({ length: 100 }, (_, t) => (-1.5) ** t)])
    expect([...phi]).toEqual([0.999, -0.999])
  })

  test('the mean of a row’s observed contributions is its score', () => {
    const x = plant(300, 5, 0.2)
    const model = Ar1.fit(x)
    const scores = model.score(x)
    const parts = model.contributions(x)
    for (let r = 0; r < x.rows; r++) {
      const observed = Array.from({ length: x.cols }, (_, c) => parts[c * x.rows + r]).filter((part) => !Number.isNaN(part))
      if (observed.length) expect(scores[r]).toBeCloseTo(observed.reduce((sum, part) => sum + part, 0) / observed.length, 11)
      else expect(scores[r]).toBeNaN()
    }
  })

  test('a missing predecessor counts as the centre, a missing value and a sensor never observed take no part', () => {
    const model = Ar1.fit([Float64Array.of(1, 2, 3, 5, 4), new Float64Array(5).fill(Number.NaN)])
    expect(model.center[1]).toBeNaN()
    const parts = model.contributions([Float64Array.of(4, Number.NaN, 5), Float64Array.of(9, 9, 9)])
    expect(parts[1]).toBeNaN()
    expect(parts[2]).toBeCloseTo(2 / model.scale[0], 14)
    expect([...parts.subarray(3)]).toEqual([Number.NaN, Number.NaN, Number.NaN])
    expect(model.score([Float64Array.of(4, Number.NaN, 5), Float64Array.of(9, 9, 9)])[1]).toBeNaN()
  })
})

describe('Pca', () => {
  test('components are orthonormal, in descending order, and two of them explain two loads', () => {
    const x = plant(500, 7)
    const { vectors, eigenvalues, kept } = Pca.fit(x, { variance: 0.999 })
    expect(kept).toBe(2)
    expect([...eigenvalues]).toEqual([...eigenvalues].sort((a, b) => b - a))
    for (let i = 0; i < 7; i++)
      for (let j = 0; j < 7; j++) {
        const product = column(vectors, 7, i).reduce((sum, value, k) => sum + value * vectors[j * 7 + k], 0)
        expect(product).toBeCloseTo(i === j ? 1 : 0, 13)
      }
  })

  test('eigenvalues add up to the variance of the sensors', () => {
    const x = plant(400, 6)
    const variance = (values: Float64Array): number => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
    }
    const total = Array.from({ length: 6 }, (_, c) => variance(column(x.values, 400, c))).reduce((sum, value) => sum + value, 0)
    const explained = Pca.fit(x).eigenvalues.reduce((sum, value) => sum + value, 0)
    expect(explained / total).toBeCloseTo(1, 12)
  })

  test('parts add up to SPE and T², with and without missing values', () => {
    for (const share of [0, 0.15]) {
      const x = plant(333, 8, share, 5)
      const model = Pca.fit(x, { components: 3 })
      const { spe, t2 } = model.score(x)
      const { speParts, t2Parts } = model.contributions(x)
      for (let r = 0; r < x.rows; r++) {
        if (Number.isNaN(spe[r])) continue
        expect(Math.abs(rowSum(speParts, x.rows, r) - spe[r])).toBeLessThanOrEqual(1e-13 * spe[r])
        expect(Math.abs(rowSum(t2Parts, x.rows, r) - t2[r])).toBeLessThanOrEqual(1e-11 * t2[r])
      }
    }
  })

  test('what is expected and the squared residual give back the data', () => {
    const x = plant(100, 5)
    const model = Pca.fit(x)
    const expected = model.reconstruct(x)
    const { speParts } = model.contributions(x)
    x.values.forEach((value, at) => {
      expect(Math.abs(Math.abs(value - expected[at]) - Math.sqrt(speParts[at]))).toBeLessThan(1e-11)
    })
  })

  test('never keeps all components, nor those of rounding noise', () => {
    expect(Pca.fit(plant(50, 4), { components: 4 }).kept).toBe(3)
    expect(Pca.fit(plant(50, 4), { variance: 1 }).kept).toBe(3)
    expect(Pca.fit(plant(50, 1)).kept).toBe(0)
    expect(Pca.fit(plant(3, 6), { components: 5 }).kept).toBe(2)
    expect(Pca.fit({ values: new Float64Array(60).fill(3), rows: 10, cols: 6 }).kept).toBe(0)
  })

  test('a missing sensor has no part and a row without any is NaN', () => {
    const x = plant(200, 5)
    const model = Pca.fit(x, { components: 2 })
    const row = x.values.filter((_, at) => at % 200 === 17)
    row[3] = Number.POSITIVE_INFINITY
    const one = { values: row, rows: 1, cols: 5 }
    const { speParts, t2Parts } = model.contributions(one)
    expect([speParts[3], t2Parts[3]]).toEqual([0, 0])
    expect(model.reconstruct(one)[3]).toBeGreaterThan(250)
    const nothing = model.score({ values: new Float64Array(5).fill(Number.NaN), rows: 1, cols: 5 })
    expect([nothing.spe[0], nothing.t2[0]]).toEqual([Number.NaN, Number.NaN])
  })

  test('says what is wrong with values whose squares overflow, and with options out of range', () => {
    expect(() => Pca.fit([Float64Array.of(1e200, -1e200, 3), Float64Array.of(1, 2, 3)])).toThrow(/1e150.*scale/)
    expect(() => Pca.fit(plant(9, 3), { variance: 0 })).toThrow(/variance was 0/)
    expect(() => Pca.fit(plant(9, 3), { components: 4 })).toThrow(/components was 4/)
    expect(() => Pca.fit(plant(9, 3)).score(plant(9, 4))).toThrow(RangeError)
  })
})

interface Stored {
  fit(x: unknown): { score(x: unknown): unknown; toJSON(): object }
  fromJSON(json: unknown): { score(x: unknown): unknown }
}

describe('stored models', () => {
  const x = plant(200, 4, 0.1)
  x.values.fill(Number.NaN, 600)
  const classes = kernels as unknown as Record<string, Stored>

  test.each(detectors)('$name comes back from JSON bit for bit and scores the same', ({ className, name, version, arrays }) => {
    expect(kernels).toHaveProperty(className)
    const Detector = classes[className]
    const model = Detector.fit(x)
    const text = JSON.stringify(model)
    const read = Detector.fromJSON(JSON.parse(text))
    expect(JSON.parse(text)).toMatchObject({ model: name, version })
    for (const array of Object.keys(arrays)) {
      const bits = (of: object) => [...new BigUint64Array((of as Record<string, Float64Array>)[array].buffer)]
      expect(bits(read)).toEqual(bits(model))
    }
    expect(read.score(x)).toEqual(model.score(x))
    expect(JSON.stringify(read)).toBe(text)
  })

  test.each(detectors)('$name refuses a newer version, another model and arrays that do not fit', ({ className, version, arrays }) => {
    const Detector = classes[className]
    const json = { ...Detector.fit(x).toJSON() } as Record<string, unknown>
    expect(() => Detector.fromJSON({ ...json, version: version + 1 })).toThrow(/version is 2; this program reads .* up to version 1/)
    expect(() => Detector.fromJSON({ ...json, model: 'other' })).toThrow(/json.model is "other"/)
    expect(() => Detector.fromJSON(null)).toThrow(TypeError)
    const sizes = Object.values(arrays).map(String)
    // A size that no other array has is whatever the array says.
    for (const [array, shape] of Object.entries(arrays))
      if (sizes.filter((size) => size.includes(String(shape[0]))).length > 1)
        expect(() => Detector.fromJSON({ ...json, [array]: [1, 2, 3] })).toThrow(RangeError)
  })

  test('the manifest names kernels that exist', () => {
    const names = all.map(({ definition }) => definition.name)
    for (const { fit, score, contributions, reconstruct } of detectors)
      for (const name of [fit, score, contributions, reconstruct]) if (name !== undefined) expect(names).toContain(name)
  })

  test('a resident matrix gives the same model and resident scores', () => {
    using resident = matrix(x)
    expect(Ar1.fit(resident)).toEqual(Ar1.fit(x))
    expect(Pca.fit(resident)).toEqual(Pca.fit(x))
    using scores = Ar1.fit(x).score(resident)
    expect(scores.toArray()).toEqual(Ar1.fit(x).score(x))
  })
})

test('ndtriExp meets known quantiles, inverts far tails and says where there is no answer', () => {
  const z = ndtriExp(Float64Array.of(Math.log(0.025), Math.log(0.5), Math.log(0.975), -1e300, 0, 0.1, Number.NEGATIVE_INFINITY))
  expect(z[0]).toBeCloseTo(-1.959963984540054, 14)
  expect(Math.abs(z[1])).toBeLessThan(1e-15)
  expect(z[2]).toBeCloseTo(1.959963984540054, 14)
  expect(z[3] / (-Math.SQRT2 * 1e150)).toBeCloseTo(1, 14)
  expect([...z.subarray(4)]).toEqual([Number.POSITIVE_INFINITY, Number.NaN, Number.NaN])
})
