// checkDetector: what must hold for every detector, whatever its method.
import { describe, expect, test } from 'vitest'
import * as kernels from '../dist/index.js'
import { detectors } from '../dist/index.js'
import { generator, outputs } from './cases.ts'
import { use } from './engines.ts'
import { engines } from './oracles.ts'

interface Data {
  values: Float64Array
  rows: number
  cols: number
}
interface Model {
  score(x: Data): Float64Array | Record<string, Float64Array>
  toJSON(): object
}
interface Class {
  fit(x: Data, options?: object): Model
  fromJSON(json: unknown): Model
}

/** Rows of sensors that follow two loads, with noise of their own. */
function plant(rows: number, cols: number, seed = 1): Data {
  const random = generator(seed)
  const loads = Array.from({ length: rows }, () => [random() - 0.5, random() - 0.5])
  const value = (r: number, c: number): number => 10 * c + (c + 1) * loads[r][0] + (cols - c) * loads[r][1] + random() - 0.5
  return { values: Float64Array.from({ length: rows * cols }, (_, at) => value(at % rows, Math.floor(at / rows))), rows, cols }
}

const copyOf = (x: Data): Data => ({ ...x, values: x.values.slice() })
const scoresOf = (model: Model, x: Data): Float64Array[] => Object.values(outputs(model.score(x)))
const largest = (scores: Float64Array): number => scores.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
const columnsIn = ({ values, rows, cols }: Data, order: readonly number[]): Data => ({
  values: Float64Array.from({ length: rows * cols }, (_, at) => values[order[Math.floor(at / rows)] * rows + (at % rows)]),
  rows,
  cols,
})
/** No infinity, and numbers wherever a score can be given. */
const expectScores = (model: Model, x: Data): void => {
  for (const scores of scoresOf(model, x)) {
    expect(scores.length).toBe(x.rows)
    expect(scores.every((value) => Number.isFinite(value) || Number.isNaN(value))).toBe(true)
  }
}

const x = plant(240, 6)
const later = plant(90, 6, 2)

describe.each(Object.entries(engines))('on %s', (_, engine) => {
  describe.each(detectors)('$className', ({ className, fit, arrays }) => {
    const Detector = (kernels as unknown as Record<string, Class>)[className]
    const trained = (data: Data): Model => {
      use(engine)
      return Detector.fit(data)
    }

    test('fitting and scoring leave the data as it was', () => {
      const [given, scored] = [copyOf(x), copyOf(later)]
      trained(given).score(scored)
      expect([given, scored]).toEqual([x, later])
    })

    test('twice is once: neither fit nor score remembers', () => {
      const model = trained(x)
      expect(trained(x).toJSON()).toEqual(model.toJSON())
      expect(scoresOf(model, later)).toEqual(scoresOf(model, later))
    })

    test('missing values that training had not are met', () => {
      const model = trained(x)
      const random = generator(4)
      const gappy = { ...later, values: later.values.map((value) => (random() < 0.2 ? Number.NaN : value)) }
      expectScores(model, gappy)
      const seen = scoresOf(model, gappy)[0].filter(Number.isFinite)
      expect(seen.length).toBeGreaterThan(80)
    })

    test('a row far off is worse than all of training', () => {
      const model = trained(x)
      const far = copyOf(later)
      for (let c = 0; c < far.cols; c++) far.values[c * far.rows + 40] += (c % 2 ? -1 : 1) * 200
      scoresOf(model, far).forEach((scores, i) => {
        expect(scores[40]).toBeGreaterThan(largest(scoresOf(model, x)[i]))
      })
    })

    test.each([
      ['one row', plant(1, 6)],
      ['two rows', plant(2, 6)],
      ['one sensor', plant(60, 1)],
      ['constant sensors', { values: new Float64Array(240).fill(3.7), rows: 60, cols: 4 }],
      ['rows that repeat', columnsIn({ values: new Float64Array(60).map((_, i) => i % 3), rows: 20, cols: 3 }, [0, 1, 2])],
      ['more sensors than rows', plant(9, 30)],
      ['a sensor never observed', { ...x, values: x.values.map((value, at) => (at < 240 ? Number.NaN : value)) }],
      ['nothing observed', { values: new Float64Array(40).fill(Number.NaN), rows: 10, cols: 4 }],
    ])('%s: a clear error or a model that scores', (_, data) => {
      let model: Model
      try {
        model = trained(data)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
        return
      }
      expectScores(model, data)
      expectScores(Detector.fromJSON(JSON.parse(JSON.stringify(model))), data)
    })

    // Draws of a forest name sensors by their place.
    test.skipIf(className === 'IsolationForest')('the order of the sensors does not matter', () => {
      const order = [3, 0, 5, 1, 4, 2]
      const turned = scoresOf(trained(columnsIn(x, order)), columnsIn(later, order))
      scoresOf(trained(x), later).forEach((scores, i) => {
        const unit = largest(scores)
        for (let r = 0; r < later.rows; r++) expect(Math.abs(turned[i][r] - scores[r])).toBeLessThan(1e-9 * unit)
      })
    })

    test('no rows or no sensors is an error that says so', () => {
      use(engine)
      expect(() => Detector.fit({ values: new Float64Array(0), rows: 0, cols: 3 })).toThrow(/rows/)
      expect(() => Detector.fit([] as unknown as Data)).toThrow(RangeError)
    })

    test('the model holds what the manifest says, by the kernels it names', () => {
      const json = trained(x).toJSON() as Record<string, unknown>
      expect(Object.keys(json)).toEqual(expect.arrayContaining(Object.keys(arrays)))
      expect(kernels).toHaveProperty(fit)
    })
  })
})
