import type { Episode } from '@acm/contract'
import { plant } from '@acm/simulator'
import { expect, test } from 'vitest'
import { defaults, run } from '../dist/index.js'

type Change = (value: number, row: number, sensor: number) => number

const minute = 60_000

async function stuck(change: Change): Promise<Partial<Episode>[]> {
  const { result } = await run({ history: plant({ rows: 1500, change }), settings: defaults })
  const found = result.episodes.filter(({ kind }) => kind === 'sensor-stuck')
  return found.map(({ start, end, ongoing, rows, culprits: [{ sensor, observed }] }) => ({ start, end, ongoing, rows, sensor, observed }))
}

test.each([
  [
    'a sensor that froze is named, with its value and since when',
    (value: number, row: number, sensor: number) => (sensor === 1 && row >= 1300 ? 61 : value),
    [{ start: 1300 * minute, end: 1499 * minute, ongoing: true, rows: 200, sensor: 'S2', observed: 61 }],
  ],
  [
    'one that moves again is told with its stretch',
    (value: number, row: number, sensor: number) => (sensor === 1 && row >= 1000 && row < 1200 ? 61 : value),
    [{ start: 1000 * minute, end: 1199 * minute, ongoing: false, rows: 200, sensor: 'S2', observed: 61 }],
  ],
  [
    'missing values neither end nor lengthen it',
    (value: number, row: number, sensor: number) => (sensor === 1 && row >= 1300 ? (row % 3 === 0 ? Number.NaN : 61) : value),
    [{ start: 1300 * minute, end: 1499 * minute, ongoing: true, rows: 134, sensor: 'S2', observed: 61 }],
  ],
  ['a machine that stands is not stuck', (value: number, row: number) => (row >= 1300 ? 5 : value), []],
  [
    'a sensor that often stood so long in training is not',
    (value: number, row: number, sensor: number) => (sensor === 1 && row % 300 >= 200 ? 61 : value),
    [],
  ],
  ['a short pause is not', (value: number, row: number, sensor: number) => (sensor === 1 && row >= 1400 ? 61 : value), []],
])('%s', async (_, change, expected) => {
  expect(await stuck(change)).toEqual(expected)
})
