import { normal, plant } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import { type Columns, column, takeSpans } from '../dist/columns.js'
import { contributions, expected, fitModel, score } from '../dist/phases/learn/detectors.js'
import { fitScaling, scaleInPlace, spreads } from '../dist/phases/prepare/scaling.js'
import { smooth } from '../dist/phases/prepare/smoothing.js'

const columnsOf = (...columns: number[][]): Columns => ({ values: Float64Array.from(columns.flat()), rows: columns[0].length, cols: columns.length })
const zeros = new Float64Array(1)

describe('scaling', () => {
  test.each([
    ['by 1.4826·MAD', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5.5, 1.4826 * 2.5],
    ['a quantised sensor by half its standard deviation', [0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 0, 0.5 * Math.sqrt(0.1)],
    ['missing values left out', [1, Number.NaN, 3, Number.NaN, 5], 3, 1.4826 * 2],
    ['nothing observed', [Number.NaN, Number.NaN], 0, 0],
  ])('%s', (_, values, center, scale) => {
    const found = fitScaling(columnsOf(values), zeros)
    expect(found.center[0]).toBe(center)
    expect(found.scale[0]).toBeCloseTo(scale, 12)
  })

  test('smoothed rows by a quarter of the unsmoothed spread at least, one state by 1 % of the whole', () => {
    const quiet = columnsOf([1, 1, 1, 1.001])
    expect(fitScaling(quiet, zeros, Float64Array.of(8)).scale[0]).toBe(2)
    expect(fitScaling(quiet, Float64Array.of(30)).scale[0]).toBeCloseTo(0.3, 12)
  })

  test('missing is the middle, the enormous is bounded, a scale of 0 gives no NaN', () => {
    const scaling = { center: Float64Array.of(10), scale: Float64Array.of(2), spread: zeros }
    expect([...scaleInPlace(columnsOf([12, Number.NaN, 1e29, -1e29]), scaling).values]).toEqual([1, 0, 1e6, -1e6])
    expect([...scaleInPlace(columnsOf([10, 11]), { ...scaling, scale: zeros }).values]).toEqual([0, 1e6])
  })

  test('spreads of the first rows', () => {
    expect([...spreads(columnsOf([1, 3, 100], [5, 5, 7]), 2)]).toEqual([Math.SQRT2, 0])
  })
})

describe('smoothing', () => {
  const noise = normal(3)
  const usual = Float64Array.of(0, 1)
  const x = columnsOf(
    Array.from({ length: 60 }, noise),
    Array.from({ length: 60 }, (_, row) => (row === 30 ? 1000 : row === 31 ? Number.NaN : 1)),
  )

  test('a single bad reading and a missing one leave no trace', () => {
    expect(column(smooth(x, [0], usual, true), 1).every((value) => value === 1)).toBe(true)
  })

  test('segments do not see each other', () => {
    const whole = smooth(x, [0, 25], usual, true)
    const second = smooth(takeSpans(x, [{ begin: 25, end: 60 }]), [0], usual, false)
    expect(column(whole, 0).subarray(25)).toEqual(column(second, 0))
    const changed = { ...x, values: x.values.map((value, i) => (i % 60 < 25 ? value + 1000 : value)) }
    expect(column(smooth(changed, [0, 25], usual, true), 0).subarray(25)).toEqual(column(whole, 0).subarray(25))
  })

  test('a segment begins as if usual rows had gone before', () => {
    const step = columnsOf(Array.from({ length: 60 }, (_, row) => (row < 30 ? 0 : 16)))
    const smoothed = smooth(step, [0, 30], Float64Array.of(8), true)
    expect(smoothed.values[29]).toBe(0)
    expect(smoothed.values[30]).toBeCloseTo(8, 12)
    expect(smoothed.values[49]).toBe(16)
  })
})

const healthy = plant({ rows: 600, sensors: 6 })
const x: Columns = { values: healthy.values, rows: 600, cols: 6 }
const train = { begin: 0, end: 400 }
const model = fitModel(takeSpans(x, [train]), { whole: spreads(x, 400) })
const without = (value: Float64Array, row: number): Float64Array => value.filter((_, i) => i !== row)

describe('detectors', () => {
  const faulty = { ...x, values: x.values.slice() }
  column(faulty, 4)[500] += 12

  test('a fault of one sensor raises SPE where it is and nowhere else', () => {
    const before = score(model, x, { begin: 400, end: 600 }, [])
    const after = score(model, faulty, { begin: 400, end: 600 }, [])
    expect(after.pca_spe[100]).toBeGreaterThan(3 * Math.max(...before.pca_spe))
    expect(without(after.pca_spe, 100)).toEqual(without(before.pca_spe, 100))
  })

  test.each(['gmm', 'iforest'])('%s raises its score where the fault is and nowhere else', (name) => {
    const before = score(model, x, { begin: 400, end: 600 }, [])[name]
    const after = score(model, faulty, { begin: 400, end: 600 }, [])[name]
    // What is within the range of every single sensor the forest hardly sees.
    expect(after[100]).toBeGreaterThan(name === 'gmm' ? Math.max(...before) : before[100])
    expect(without(after, 100)).toEqual(without(before, 100))
  })

  test('a model like another has as many components', () => {
    const few = fitModel(takeSpans(x, [{ begin: 0, end: 130 }]), { whole: spreads(x, 400), like: model })
    const components = (gmm: typeof model.gmm) => gmm?.weights.filter((weight) => weight > 0).length
    expect(few.pca.kept).toBe(model.pca.kept)
    expect(components(few.gmm)).toBe(components(model.gmm))
  })

  test('the seed grows the forest, and it alone', () => {
    const grown = (seed: number) => fitModel(takeSpans(x, [train]), { whole: spreads(x, 400), seed })
    expect(grown(7).iforest).toEqual(grown(7).iforest)
    expect(grown(7).iforest?.thresholds).not.toEqual(grown(8).iforest?.thresholds)
    expect(grown(7).omr).toEqual(grown(8).omr)
  })

  test('tiles are invisible: scores of a span are those of the whole', () => {
    const whole = score(model, x, { begin: 0, end: 600 }, [0])
    const part = score(model, x, { begin: 137, end: 600 }, [0])
    // AR1's mean over 16 rows begins with the span
    for (const [name, from] of Object.entries({ omr: 0, ar1: 15, pca_spe: 0, pca_t2: 0, gmm: 0, iforest: 0 }))
      part[name].subarray(from).forEach((value, i) => {
        expect(value).toBeCloseTo(whole[name][137 + from + i], 9)
      })
  })

  test('a start is scored against itself, not against the row before it', () => {
    const jump = { ...x, values: x.values.map((value, i) => value + (i % 600 >= 500 ? 40 : 0)) }
    const joined = score(model, jump, { begin: 400, end: 600 }, [])
    const broken = score(model, jump, { begin: 400, end: 600 }, [500])
    expect(joined.ar1[100]).toBeGreaterThan(2 * broken.ar1[100])
    expect(joined.ar1.subarray(0, 100)).toEqual(broken.ar1.subarray(0, 100))
    expect(Math.abs(joined.ar1[116] - broken.ar1[116])).toBeLessThan(1e-9)
  })

  test('the contributions name the sensor', () => {
    const { parts, z } = contributions(model, faulty, { begin: 495, end: 505 })
    for (const name of ['pca_spe', 'omr', 'gmm', 'iforest']) {
      const of500 = Array.from({ length: 6 }, (_, col) => column(parts[name], col)[5])
      expect(of500.indexOf(Math.max(...of500)), name).toBe(4)
    }
    expect(z.rows).toBe(10)
  })

  test('the others say what the faulty sensor should have read', () => {
    const [was, told] = [column(x, 4)[500], expected(model, faulty, { begin: 500, end: 501 }, [4]).values[0]]
    expect(Math.abs(told - was)).toBeLessThan(4)
  })

  test('a quantised sensor does not own the AR1 score', () => {
    const steps = { ...x, values: x.values.slice() }
    column(steps, 2).forEach((_, row, values) => {
      values[row] = row % 97 === 0 ? 21 : 20
    })
    const quantised = fitModel(takeSpans(steps, [train]), { whole: spreads(steps, 400) })
    expect(Math.max(...score(quantised, steps, { begin: 0, end: 600 }, [0]).ar1)).toBeLessThan(20)
  })
})
