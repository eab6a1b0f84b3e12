import { describe, expect, test } from 'vitest'
import { type HistoryColumns, historyOf, Problem } from '../dist/index.js'

const good: HistoryColumns = {
  time: [0, 1000, 2000],
  sensors: [
    { name: 'T', unit: 'K', values: [1, Number.NaN, 3] },
    { name: 'P', values: [4, 5, 6] },
  ],
}

test('columns stand one after the other, and what is not said is the usual', () => {
  const { time, values, sensors, rows, zoned, files } = historyOf(good)
  expect([...time]).toEqual([0, 1000, 2000])
  expect([...values]).toEqual([1, Number.NaN, 3, 4, 5, 6])
  expect(sensors).toEqual([{ name: 'T', unit: 'K' }, { name: 'P' }])
  expect({ rows, zoned, files }).toEqual({ rows: 3, zoned: true, files: [] })
})

test('the caller’s arrays are not kept', () => {
  const time = Float64Array.of(0, 1)
  const values = Float64Array.of(5, 6)
  const history = historyOf({ time, sensors: [{ name: 'a', values }] })
  time[0] = values[0] = 9
  expect([history.time[0], history.values[0]]).toEqual([0, 5])
})

describe('raises before any work', () => {
  test.each([
    ['no row', { ...good, time: [] }, 'ACM-DATA-NO-ROWS', /no row/],
    ['no sensor', { ...good, sensors: [] }, 'ACM-DATA-NO-NUMBERS', /no sensor/],
    ['a sensor without a name', { ...good, sensors: [{ name: ' ', values: [1, 2, 3] }] }, 'ACM-DATA-SENSOR-NAME', /" "/],
    ['one name twice', { ...good, sensors: [good.sensors[0], good.sensors[0]] }, 'ACM-DATA-DUPLICATE-SENSOR', /"T"/],
    ['ragged columns', { ...good, sensors: [{ name: 'T', values: [1] }] }, 'ACM-DATA-RAGGED', /"T" has 1 values, and there are 3 times/],
    ['a time that is none', { ...good, time: [0, Number.NaN, 2] }, 'ACM-DATA-TIME', /row 1 is NaN/],
  ])('%s', (_, columns, code, message) => {
    const attempt = () => historyOf(columns)
    expect(attempt).toThrow(Problem)
    expect(attempt).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
  })
})
