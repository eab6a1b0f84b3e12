// Forests of our own: their shape, and scores that are scikit-learn's in the mean.
import { describe, expect, test } from 'vitest'
import { IsolationForest, isolationForestFit } from '../dist/index.js'
import { generator } from './cases.ts'
import { use } from './engines.ts'
import { engines } from './oracles.ts'

const random = generator(9)
/** 600 rows around 0 and, last, one far off. */
const x = {
  values: Float64Array.from({ length: 601 * 4 }, (_, at) => (at % 601 === 600 ? 9 : random() + random() + random() - 1.5)),
  rows: 601,
  cols: 4,
}

describe.each(Object.entries(engines))('on %s', (_, engine) => {
  test('every tree is one: children after their parents, counts that add up, leaves of the rows of the tree', () => {
    use(engine)
    const { roots, left, right, counts, features } = isolationForestFit(x, { trees: 20, sampleSize: 100, seed: 3 })
    const nodes = 2 * 100 - 1
    expect([...roots]).toEqual(Array.from({ length: 20 }, (_, t) => t * nodes))
    for (let t = 0; t < 20; t++) {
      let inLeaves = 0
      for (let node = 0; node < nodes && counts[t * nodes + node] > 0; node++) {
        const at = t * nodes + node
        if (features[at] < 0) inLeaves += counts[at]
        else {
          expect(left[at]).toBe(node + 1)
          expect(right[at]).toBeGreaterThan(left[at])
          expect(counts[t * nodes + left[at]] + counts[t * nodes + right[at]]).toBe(counts[at])
        }
      }
      expect([counts[t * nodes], inLeaves]).toEqual([100, 100])
    }
  })

  test('the far row is worst, usual ones lie below a half, another seed gives another forest of much the same scores', () => {
    use(engine)
    const scores = IsolationForest.fit(x).score(x)
    const others = IsolationForest.fit(x, { seed: 1 }).score(x)
    expect(scores.indexOf(Math.max(...scores))).toBe(600)
    expect(scores[600]).toBeGreaterThan(0.7)
    expect([...scores].toSorted((a, b) => a - b)[300]).toBeLessThan(0.5)
    expect(others).not.toEqual(scores)
    const apart = scores.reduce((sum, score, r) => sum + Math.abs(score - others[r]), 0) / 601
    expect(apart).toBeLessThan(0.02)
  })

  test('a forest of one row a tree knows nothing', () => {
    use(engine)
    expect([...IsolationForest.fit(x, { sampleSize: 1 }).score(x)].every((score) => score === 0.5)).toBe(true)
  })
})
