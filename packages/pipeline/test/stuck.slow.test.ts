import { plant } from '@acm/simulator'
import { expect, test } from 'vitest'
import { defaults, run } from '../dist/index.js'

const notices = async (change: (value: number, row: number, sensor: number) => number): Promise<string[]> => {
  const { result } = await run({ history: plant({ rows: 1500, change }), settings: defaults })
  return result.notices.filter(({ code }) => code === 'ACM-NOTICE-STUCK').map(({ text }) => text)
}

test.each([
  [
    'a sensor that froze is named, with its value and since when',
    (value: number, row: number, sensor: number) => (sensor === 1 && row >= 1300 ? 61 : value),
    ['S2 has stood at 61 since 1970-01-01 21:40 while the machine moved: is the sensor stuck?'],
  ],
  [
    'one that moves again is told with its stretch',
    (value: number, row: number, sensor: number) => (sensor === 1 && row >= 1000 && row < 1200 ? 61 : value),
    ['S2 has stood at 61 from 1970-01-01 16:40 to 1970-01-01 19:59 while the machine moved: is the sensor stuck?'],
  ],
  ['a machine that stands is not stuck', (value: number, row: number) => (row >= 1300 ? 5 : value), []],
  [
    'a sensor that often stood so long in training is not',
    (value: number, row: number, sensor: number) => (sensor === 1 && row % 300 >= 200 ? 61 : value),
    [],
  ],
  ['a short pause is not', (value: number, row: number, sensor: number) => (sensor === 1 && row >= 1450 ? 61 : value), []],
])('%s', async (_, change, expected) => {
  expect(await notices(change)).toEqual(expected)
})
