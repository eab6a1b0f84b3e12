import { minute, minuteHistory } from '@acm/simulator'
import { expect, test } from 'vitest'
import { contract } from '../dist/phases/prepare/contract.js'
import { cadenceOf, split } from '../dist/phases/prepare/split.js'
import { defaults } from '../dist/settings.js'

const rising = (rows: number): number[] => Array.from({ length: rows }, (_, row) => row)
const tableOf = (rows: number, time?: number[]) => contract(minuteHistory([rising(rows), rising(rows)], time), undefined, defaults)

test.each([
  ['regular', [0, 1, 2, 3], 1],
  ['a pause does not count', [0, 1, 2, 30, 31], 1],
  ['the median of two', [0, 1, 4], 2],
  ['one row has none', [5], Number.NaN],
])('cadence: %s', (_, time, cadence) => {
  expect(cadenceOf(Float64Array.from(time))).toBe(cadence)
})

test.each([
  ['the first 60 %', {}, 120],
  ['a count', { trainRows: 77 }, 77],
  ['until a time', { trainUntil: 100 * minute }, 100],
  ['until a time between rows', { trainUntil: 99.5 * minute }, 100],
])('training rows: %s', (_, settings, rows) => {
  expect(split(tableOf(200), { ...defaults, ...settings }).trainRows).toBe(rows)
})

test('a baseline is for training', () => {
  const baseline = minuteHistory([rising(60), rising(60)])
  const table = contract(
    minuteHistory(
      [rising(20), rising(20)],
      rising(20).map((row) => (row + 60) * minute),
    ),
    baseline,
    defaults,
  )
  expect(split(table, { ...defaults, trainRows: 5 })).toMatchObject({ trainRows: 60, cadence: minute })
})

test.each([
  ['few rows', 40, {}, 'ACM-DATA-FEW-ROWS', '24 of 40 rows'],
  ['none until that time', 200, { trainUntil: -1 }, 'ACM-DATA-FEW-ROWS', '0 of 200'],
  ['none left', 200, { trainRows: 200 }, 'ACM-USAGE-NOTHING-TO-SCORE', 'all 200 rows'],
  ['all before that time', 200, { trainUntil: 1e9 }, 'ACM-USAGE-NOTHING-TO-SCORE', 'all 200 rows'],
])('%s raises', (_, rows, settings, code, text) => {
  expect(() => split(tableOf(rows), { ...defaults, ...settings })).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }))
})
