import { minuteHistory } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import { contract, rowsInOrder } from '../dist/phases/prepare/contract.js'
import { defaults } from '../dist/settings.js'

const ten = (value: number): number[] => Array.from({ length: 10 }, (_, row) => value + row)
const table = minuteHistory([ten(0), ten(100), ten(200), ten(300)])
const codeOf = (work: () => unknown): { code: string; message: string; cure: string } => {
  try {
    work()
  } catch (error) {
    return error as { code: string; message: string; cure: string }
  }
  throw new Error('nothing was raised')
}

describe('rows in order', () => {
  test.each([
    ['sorted stay', [1, 2, 3], [0, 1, 2]],
    ['unsorted are sorted', [3, 1, 2], [1, 2, 0]],
    ['of duplicates the last wins', [1, 2, 2, 3], [0, 2, 3]],
    ['also when they are apart', [2, 1, 2, 3], [1, 2, 3]],
    ['a row without time is dropped', [1, Number.NaN, 2], [0, 2]],
    ['all the same leaves one', [5, 5, 5], [2]],
    ['none is none', [], []],
  ])('%s', (_, time, rows) => {
    expect([...rowsInOrder(Float64Array.from(time))]).toEqual(rows)
  })
})

describe('contract', () => {
  test('a history in order is taken as it is', () => {
    const { x, time, duplicateRows, notices } = contract(table, undefined, defaults)
    expect(x.values).toBe(table.values)
    expect(time).toBe(table.time)
    expect(duplicateRows).toBe(0)
    expect(notices).toEqual([])
  })

  test('duplicates are counted and the last one wins', () => {
    const { x, duplicateRows } = contract(
      minuteHistory(
        [
          [1, 2, 3, 4],
          [5, 6, 7, 8],
        ],
        [0, 1, 1, 2],
      ),
      undefined,
      defaults,
    )
    expect(duplicateRows).toBe(1)
    expect([...x.values]).toEqual([1, 3, 4, 5, 7, 8])
  })

  test.each([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -3.4028234663852886e38])('%d is missing, and said to be', (value) => {
    const { x, notices } = contract(
      minuteHistory([
        [1, value, 3],
        [4, 5, 6],
      ]),
      undefined,
      defaults,
    )
    expect([...x.values]).toEqual([1, Number.NaN, 3, 4, 5, 6])
    expect(notices.map(({ code }) => code)).toEqual(['ACM-NOTICE-MARKERS'])
  })

  test('sensors are matched by name, whatever their order', () => {
    const reversed = { ...minuteHistory([ten(3), ten(2), ten(1), ten(0)]), sensors: ['S4', 'S3', 'S2', 'S1'].map((name) => ({ name })) }
    const { x, baselineRows, sensors } = contract(reversed, table, defaults)
    expect(baselineRows).toBe(10)
    expect(sensors.map(({ name }) => name)).toEqual(['S1', 'S2', 'S3', 'S4'])
    expect([...x.values.subarray(0, 20)]).toEqual([...ten(0), ...ten(0)])
  })

  test('three of four expected sensors are enough, and the fourth is named', () => {
    const three = minuteHistory([ten(0), ten(1), ten(2)])
    expect(contract(three, table, defaults).setAside).toEqual([{ sensor: 'S4', reason: 'the baseline has it, the history does not' }])
  })

  test('two of four are not', () => {
    const { code, message } = codeOf(() => contract(minuteHistory([ten(0), ten(1)]), table, defaults))
    expect(code).toBe('ACM-DATA-SENSORS-MISSING')
    expect(message).toContain('2 of 4')
    expect(message).toContain('S3, S4')
  })

  test('a sensor that only the history has is set aside', () => {
    expect(contract(table, minuteHistory([ten(0), ten(1), ten(2)]), defaults).setAside.map(({ sensor }) => sensor)).toEqual(['S4'])
  })

  test.each([['sensors'], ['ignore']] as const)('an unknown name in %s raises, with the nearest known', (flag) => {
    const named = { ...table, sensors: ['Bearing temp', 'Flow', 'Pressure', 'Speed'].map((name) => ({ name })) }
    const { code, cure } = codeOf(() => contract(named, undefined, { ...defaults, [flag]: ['Presure'] }))
    expect(code).toBe('ACM-USAGE-UNKNOWN-SENSOR')
    expect(cure).toContain('"Pressure"')
  })

  test('all ignored raises', () => {
    expect(codeOf(() => contract(table, undefined, { ...defaults, ignore: ['S1', 'S2', 'S3', 'S4'] })).code).toBe('ACM-DATA-NO-SENSORS')
  })
})
