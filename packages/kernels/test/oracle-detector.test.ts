// Detectors against their formulas in exact or extended arithmetic, and scikit-learn: oracle/detector.py made the values.
import { describe, expect, test } from 'vitest'
import { ar1Contributions, ar1Fit, ar1Score, pcaContributions, pcaFit, pcaReconstruct, pcaScore } from '../dist/index.js'
import { use } from './engines.ts'
import { engines, expectWithin, largestOf, matrixOf, type Numbers, numbers, type OracleMatrix, oracle } from './oracles.ts'

interface Exact<T> {
  exact: T
}
type Ar1Model = Record<'center' | 'phi' | 'scale', Numbers>
interface Ar1Case {
  x: OracleMatrix
  ar1Fit: Exact<Ar1Model>
  scored: { x: OracleMatrix; ar1Score: Exact<Numbers>; ar1Contributions: Exact<Numbers> } & Ar1Model
}
interface Scored {
  x: OracleMatrix
  pcaScore: Exact<Record<'spe' | 't2', Numbers>>
  pcaContributions: Exact<Record<'speParts' | 't2Parts', Numbers>>
  pcaReconstruct: Exact<Numbers>
}
interface PcaCase {
  input: string
  x: OracleMatrix
  options: { variance: number; components: number }
  center: Numbers
  vectors: Numbers
  eigenvalues: Numbers
  kept: number
  'scikit-learn': Record<'spe' | 't2', Numbers>
  scored: Scored[]
}
const cases = oracle<{ ar1: Ar1Case; pca: PcaCase[] }>('detector')

const fitted = ({ center, vectors, eigenvalues, kept }: PcaCase) => ({
  center: numbers(center),
  vectors: numbers(vectors),
  eigenvalues: numbers(eigenvalues),
  kept,
})
/** Relative to the value, and where that is small to the largest of its kind. */
const beside = (values: Numbers) => (i: number) => Math.max(Math.abs(values[i] ?? 0), 1e-3 * largestOf(numbers(values)))

/** Measured: AR1's model 2.4e-15, its scores 4e-14; PCA's eigenvalues 1.5e-15 of the largest, components 1.4e-13, scores 1.1e-13. */
describe.each(Object.entries(engines))('%s', (_, engine) => {
  test('ar1Fit: centre, phi and scale of the formula', () => {
    use(engine)
    const model = ar1Fit(matrixOf(cases.ar1.x))
    for (const key of ['center', 'phi', 'scale'] as const) {
      const expected = cases.ar1.ar1Fit.exact[key]
      expectWithin(1e-12, model[key], expected, (i) => Math.abs(expected[i] as number), key)
    }
  })

  test('ar1Score and ar1Contributions: |residual|/scale and its mean', () => {
    use(engine)
    const { x, center, phi, scale, ar1Score: score, ar1Contributions: parts } = cases.ar1.scored
    const model = { center: numbers(center), phi: numbers(phi), scale: numbers(scale) }
    expectWithin(1e-12, ar1Score(matrixOf(x), model), score.exact, (i) => score.exact[i] as number, 'score')
    expectWithin(1e-12, ar1Contributions(matrixOf(x), model), parts.exact, (i) => Math.max(1, parts.exact[i] ?? 0), 'contributions')
  })

  test.each(cases.pca)('pcaFit: $input', (expected) => {
    use(engine)
    const model = pcaFit(matrixOf(expected.x), expected.options)
    const { eigenvalues, center, kept, vectors } = expected
    const largest = eigenvalues[0] as number
    expect([...model.kept]).toEqual([kept])
    expectWithin(1e-12, model.center, center, (i) => Math.abs(center[i] as number) + Math.sqrt(largest), 'center')
    expectWithin(1e-10, model.eigenvalues, eigenvalues, () => largest, 'eigenvalues')
    const cols = expected.x.cols
    for (let k = 0; k < kept; k++) {
      const ours = model.vectors.subarray(k * cols, (k + 1) * cols)
      const theirs = numbers(vectors).subarray(k * cols, (k + 1) * cols)
      const sign = Math.sign(ours.reduce((sum, value, c) => sum + value * theirs[c], 0))
      expectWithin(
        1e-10,
        ours,
        theirs.map((value) => sign * value),
        () => 1,
        `component ${k}`,
      )
    }
  })

  test.each(cases.pca)('pcaScore, pcaContributions and pcaReconstruct on the model of scikit-learn: $input', (expected) => {
    use(engine)
    const { eigenvalues, ...model } = fitted(expected)
    for (const { x, ...stored } of expected.scored) {
      const scored = { ...stored.pcaScore.exact, ...stored.pcaContributions.exact, reconstruct: stored.pcaReconstruct.exact }
      const rows = matrixOf(x)
      const actual = { ...pcaScore(rows, { ...model, eigenvalues }), ...pcaContributions(rows, { ...model, eigenvalues }) }
      for (const key of ['spe', 't2', 'speParts', 't2Parts'] as const) expectWithin(1e-10, actual[key], scored[key], beside(scored[key]), key)
      const { reconstruct } = scored
      expectWithin(1e-12, pcaReconstruct(rows, model), reconstruct, (i) => Math.abs(reconstruct[i] as number) + 1, 'reconstruct')
    }
  })

  test.each(cases.pca)('fit and score from the rows alone equal scikit-learn: $input', ({ input, x, options, scored, ...expected }) => {
    use(engine)
    const { kept, ...model } = pcaFit(matrixOf(x), options)
    const actual = pcaScore(matrixOf(scored[0].x), { ...model, kept: kept[0] })
    const tolerance = input.includes('offset') ? 1e-8 : 1e-10
    for (const key of ['spe', 't2'] as const)
      expectWithin(tolerance, actual[key], expected['scikit-learn'][key], beside(expected['scikit-learn'][key]), key)
  })
})
