// Verdicts on real plant data; skipped, and said so, where it is absent. ACM_DATA names its folder.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { minuteHistory } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import { rocAuc } from '../../../accuracy/scores.mjs'
import { tennessee } from '../../../accuracy/tep.mjs'
import { defaults, type History, run, type Settings } from '../dist/index.js'

const data = process.env.ACM_DATA ?? join(import.meta.dirname, '../../../../shared/data')
const absent = !existsSync(join(data, 'skab'))
if (absent) console.warn(`real plant data is absent at ${data}: these tests are skipped`)

const verdict = async (history: History, settings: Partial<Settings> = {}, baseline?: History) =>
  (await run({ history, settings: { ...defaults, ...settings }, ...(baseline && { baseline }) })).result
type Verdict = Awaited<ReturnType<typeof verdict>>

const transposed = (rows: readonly number[][]): number[][] => rows[0].map((_, i) => rows.map((row) => row[i]))
const numbersOf = (path: string, separator: RegExp | string): number[][] =>
  readFileSync(join(data, path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(separator).map(Number))
const tep = (name: string): History => tennessee(join(data, 'tep', name))
const skab = (name: string): { history: History; anomalous: number[] } => {
  const columns = transposed(
    numbersOf(`skab/${name}`, ';')
      .slice(1)
      .map((row) => row.slice(1)),
  )
  return { history: minuteHistory(columns.slice(0, 8)), anomalous: columns[8] ?? [] }
}

const shareAbove = ({ series, train, threshold }: Verdict, skipped = 0): number => {
  const scores = series.fused.subarray(train.rows + skipped)
  return scores.reduce((count, score) => count + Number(score > threshold), 0) / scores.length
}

describe.skipIf(absent)('real data', () => {
  test('SKAB without anomalies: only what warms up beyond training', async () => {
    const found = await verdict(skab('anomaly-free/anomaly-free.csv').history)
    const alarms = found.episodes.filter(({ kind }) => kind === 'alarm')
    expect(alarms.length).toBeLessThanOrEqual(4)
    expect(alarms.every(({ peak }) => peak < 1.3)).toBe(true)
    // The water warms up beyond training, and that is what is said.
    expect(found.episodes.some(({ kind }) => kind === 'outside-trained-range')).toBe(true)
    expect(shareAbove(found)).toBeLessThan(0.12)
  })

  test('SKAB valve 1: pooled ROC-AUC of at least 0.8', { timeout: 60_000 }, async () => {
    const [scores, labels]: [number[], number[]] = [[], []]
    for (let i = 0; i < 16; i++) {
      const { history, anomalous } = skab(`valve1/${i}.csv`)
      const { series } = await verdict(history, { trainRows: 400 })
      scores.push(...series.fused.subarray(400))
      labels.push(...anomalous.slice(400))
    }
    expect(rocAuc(scores, labels)).toBeGreaterThan(0.8)
  })

  test('Tennessee Eastman: few false alarms, and the faults that SPE finds', { timeout: 60_000 }, async () => {
    const baseline = tep('d00.dat')
    expect(shareAbove(await verdict(tep('d00_te.dat'), {}, baseline))).toBeLessThan(0.03)
    const shares = []
    for (const fault of ['01', '05', '07', '11', '13', '17', '19', '21'])
      shares.push(shareAbove(await verdict(tep(`d${fault}_te.dat`), {}, baseline), 160))
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.75)
  })
})
