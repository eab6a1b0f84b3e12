import { minuteHistory, normal } from '@acm/simulator'
import { expect, test } from 'vitest'
import { grade, judgeSensors, profileOf, reasonAgainst } from '../dist/phases/prepare/sensors.js'

const count = (rows: number, value: (row: number) => number): Float64Array => Float64Array.from({ length: rows }, (_, row) => value(row))

test.each([
  ['moves', (row: number) => row % 7, undefined],
  ['constant', () => 3, 'it never changes in the training rows'],
  ['all missing', () => Number.NaN, 'it has no value in the training rows'],
  ['mostly missing', (row: number) => (row % 4 === 0 ? row : Number.NaN), '75 % of its training rows are missing'],
  ['half missing', (row: number) => (row % 2 === 0 ? row : Number.NaN), undefined],
  ['one value but for a few', (row: number) => (row % 250 === 0 ? row : 5), undefined],
  ['two values', (row: number) => row % 2, undefined],
  ['rests half of the time', (row: number) => (row < 400 ? 0 : row), undefined],
  ['constant where observed', (row: number) => (row % 2 === 0 ? 8 : Number.NaN), 'it never changes in the training rows'],
])('a sensor that %s', (_, value, reason) => {
  expect(reasonAgainst(profileOf(count(1000, value)))).toBe(reason)
})

test('only constant sensors raise, with the reasons', () => {
  const { values, rows, sensors } = minuteHistory([Array(100).fill(1), Array(100).fill(2)])
  expect(() => judgeSensors({ values, rows, cols: 2 }, sensors, 60)).toThrow(
    expect.objectContaining({ code: 'ACM-DATA-NO-SENSORS', message: expect.stringContaining('S1: it never changes') }),
  )
})

test('grades', () => {
  const noise = normal(4)
  const values = count(100, (row) => (row >= 20 && row < 30 ? Number.NaN : row >= 50 && row < 60 ? 7 : noise()))
  const time = count(100, (row) => row * 1000)
  const graded = grade({ name: 'T', unit: 'K' }, values, time, profileOf(values).flatShare, { center: 1, scale: 2 })
  expect(graded).toMatchObject({ sensor: 'T', unit: 'K', grade: 'fair', missingShare: 0.1, longestGapSeconds: 11, longestFlatSeconds: 9 })
})
