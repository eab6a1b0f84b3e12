// Where equal lengths leave a choice, hdbscan finds much the same clusters as scikit-learn: oracle/cluster_hdbscan.py made the labels.
import { describe, expect, test } from 'vitest'
import { adjustedRandIndex, hdbscan, kmeans } from '../dist/index.js'
import { use } from './engines.ts'
import { engines, matrixOf, type Numbers, numbers, type OracleMatrix, oracle } from './oracles.ts'

interface Case {
  input: string
  x: OracleMatrix
  minClusterSize: number
  minSamples: number
  'scikit-learn'?: Numbers
}
const { cases } = oracle<{ cases: Case[] }>('cluster_hdbscan')
const open = cases.filter((one) => one['scikit-learn'])

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test.each(open)('$input: adjusted Rand index above 0.95', ({ x, minClusterSize, minSamples, ...one }) => {
    use(engine)
    const { labels } = hdbscan(matrixOf(x), { minClusterSize, minSamples })
    expect(adjustedRandIndex(labels, { others: numbers(one['scikit-learn'] as Numbers) })[0]).toBeGreaterThan(0.95)
  })
})

test('k-means from other seeds finds the same clouds', () => {
  use(engines.wasm)
  const { x } = open.at(-1) as Case
  const one = kmeans(matrixOf(x), { k: 4, seed: 1 })
  const other = kmeans(matrixOf(x), { k: 4, seed: 2 })
  expect(adjustedRandIndex(one.labels, { others: other.labels })[0]).toBeGreaterThan(0.95)
})
