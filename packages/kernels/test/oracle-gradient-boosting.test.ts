// The trees are scikit-learn's, but for its gradients in single precision: oracle/forecast_gradient_boosting.py made the predictions.
import { describe, expect, test } from 'vitest'
import { gradientBoostingFit, gradientBoostingPredict } from '../dist/index.js'
import { generator } from './cases.ts'
import { use } from './engines.ts'
import { engines, matrixOf, type Numbers, numbers, type OracleMatrix, oracle } from './oracles.ts'

interface Fit {
  x: OracleMatrix
  y: Numbers
  trees: number
  maxLeaves: number
  minLeaf: number
  learningRate: number
  predictions: Numbers
}
const { fit } = oracle<{ fit: Fit }>('forecast_gradient_boosting')
const predict = (x: ReturnType<typeof matrixOf>, model: ReturnType<typeof gradientBoostingFit>) =>
  gradientBoostingPredict(x, { ...model, sensors: model.sensors[0] })

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test('squared loss: predictions of the same fit', () => {
    use(engine)
    const { x, y, trees, maxLeaves, minLeaf, learningRate, predictions } = fit
    const ours = predict(matrixOf(x), gradientBoostingFit(matrixOf(x), { y: numbers(y), trees, maxLeaves, minLeaf, learningRate }))
    predictions.forEach((value, r) => {
      expect(Math.abs(ours[r] - (value as number))).toBeLessThan(1e-6)
    })
  })

  test('quantile loss: as many rows below as asked for', () => {
    use(engine)
    const random = generator(5)
    const x = Float64Array.from({ length: 2000 }, () => random())
    const y = x.map((value) => 3 * value + random() * value)
    for (const q of [0.1, 0.5, 0.9]) {
      const found = predict(matrixOf({ values: [...x], rows: 2000, cols: 1 }), gradientBoostingFit(x, { y, loss: 1, q, trees: 60 }))
      expect(Math.abs(y.filter((value, r) => value <= found[r]).length / 2000 - q)).toBeLessThan(0.03)
    }
  })
})
