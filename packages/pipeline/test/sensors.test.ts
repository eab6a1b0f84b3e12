import { minuteHistory, normal, plant } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import { unknownStates, usualRange } from '../dist/phases/judge/novelty.js'
import { clearCuts, cutOf } from '../dist/phases/prepare/heaps.js'
import { grade, judgeSensors, profileOf, reasonAgainst } from '../dist/phases/prepare/sensors.js'
import { longestTransients, usualPaces } from '../dist/phases/prepare/settling.js'
import { courseOf, learnStates, statesBy, waysOf } from '../dist/phases/prepare/states.js'
import { strandOf } from '../dist/phases/prepare/strands.js'

const count = (rows: number, value: (row: number) => number): Float64Array => Float64Array.from({ length: rows }, (_, row) => value(row))

test.each([
  ['moves', (row: number) => row % 7, undefined],
  ['constant', () => 3, 'it never changes in the training rows'],
  ['all missing', () => Number.NaN, 'it has no value in the training rows'],
  ['mostly missing', (row: number) => (row % 4 === 0 ? row : Number.NaN), '75 % of its training rows are missing'],
  ['half missing', (row: number) => (row % 2 === 0 ? row : Number.NaN), undefined],
  ['one value but for a few', (row: number) => (row % 250 === 0 ? row : 5), /^it holds one value in 99\.\d %/],
  ['two values', (row: number) => row % 2, undefined],
  ['rests half of the time', (row: number) => (row < 400 ? 0 : row), undefined],
  ['constant where observed', (row: number) => (row % 2 === 0 ? 8 : Number.NaN), 'it never changes in the training rows'],
])('a sensor that %s', (_, value, reason) => {
  const found = reasonAgainst(profileOf(count(1000, value)))
  if (reason instanceof RegExp) expect(found).toMatch(reason)
  else expect(found).toBe(reason)
})

test('only constant sensors raise, with the reasons', () => {
  const { values, rows, sensors } = minuteHistory([Array(100).fill(1), Array(100).fill(2)])
  expect(() => judgeSensors({ values, rows, cols: 2 }, sensors, 60)).toThrow(
    expect.objectContaining({ code: 'ACM-DATA-NO-SENSORS', message: expect.stringContaining('S1: it never changes') }),
  )
})

test.each([
  ['two heaps', count(1000, (row) => (row < 300 ? 0 : 100) + (row % 10)), true],
  ['one heap', count(1000, (row) => row % 100), false],
  ['all equal', count(1000, () => 4), false],
])('a cut between %s', (_, values, clear) => {
  expect(cutOf(values.sort()).separation > 4.5).toBe(clear)
})

const spread = (row: number): number => ((row * 7919) % 101) / 10
test.each([
  ['three loads', count(3000, (row) => [0, 60, 100][row % 3] + spread(row)), [[35, 80], [35]]],
  ['five steps of one width', count(3000, (row) => 50 * (row % 5) + spread(row)), [[30, 80, 130, 180]]],
  ['levels without any spread', count(3000, (row) => row % 4), [[0.5, 1.5, 2.5]]],
  ['one heap', count(3000, spread), []],
  ['a heap too small', count(3000, (row) => (row % 100 === 0 ? 500 : 0) + spread(row)), []],
  ['two heaps and a bridge', count(3000, (row) => (row % 4 === 0 ? row / 30 : 100 * (row % 2)) + spread(row)), []],
])('heaps of %s', (_, values, expected) => {
  const found = clearCuts(values.slice().sort())
  expect(found).toHaveLength(expected.length)
  expected.forEach((cuts, i) => {
    cuts.forEach((cut, k) => {
      expect(Math.abs(found[i][k] - cut)).toBeLessThan(12)
    })
  })
})

const judged = (rows: number, change: (value: number, row: number, sensor: number) => number, trainRows: number) => {
  const { values, rows: length, sensors } = plant({ rows, change })
  const x = { values, rows: length, cols: sensors.length }
  return { x, profiles: judgeSensors(x, sensors, trainRows).profiles }
}

test.each([
  ['one state', () => 0, 0],
  ['off for long stretches', (row: number) => (row % 400 < 100 ? -200 : 0), 300],
  ['off now and then, too seldom to learn', (row: number) => (row >= 900 && row < 930 ? -200 : 0), 0],
  ['switching all the time', (row: number) => (row % 8 < 2 ? -200 : 0), 0],
])('operating states: %s', (_, offset, off) => {
  const { x, profiles } = judged(1000, (value, row) => value + offset(row), 700)
  const states = statesBy(x, learnStates(x, 700, profiles))
  const seen = [0, 1].map((state) => states.filter((other) => other === state).length)
  expect(off === 0 ? Math.max(...seen) : Math.min(...seen)).toBe(off === 0 ? 1000 : off)
})

const load = (row: number): number => [0, 200, 500][Math.floor(row / 100) % 3]

test('three loads are three states, told alike by all sensors but one that stands still', () => {
  const { x, profiles } = judged(2000, (value, row, sensor) => value + (sensor === 1 ? 0 : sensor === 2 ? -load(row) : load(row)), 1500)
  const votes = learnStates(x, 1500, profiles)
  expect(votes.map(({ col }) => col)).toEqual([0, 2, 3, 4, 5])
  expect(votes[1].heaps).toEqual([2, 1, 0])
  expect([...statesBy(x, votes)]).toEqual(Array.from({ length: 2000 }, (_, row) => Math.floor(row / 100) % 3))
})

test('a sensor that tells only running from standing agrees with those that tell three loads', () => {
  const { x, profiles } = judged(2000, (value, row, sensor) => value + (sensor === 4 ? 300 * Number(load(row) > 0) : load(row)), 1500)
  expect(learnStates(x, 1500, profiles)[4].heaps).toEqual([0, 1, 1])
})

test('levels that are passed by and never come back are no states', () => {
  const { x, profiles } = judged(2000, (value, row) => value + 200 * Math.floor(row / 400), 2000)
  expect(learnStates(x, 2000, profiles)).toEqual([])
})

test('a missing value has no vote, and a row without any keeps the state before', () => {
  const { x, profiles } = judged(1500, (value, row) => value + load(row), 1500)
  const votes = learnStates(x, 1500, profiles)
  const holes = { ...x, values: x.values.map((value, i) => (i % 1500 === 250 || (i < 1500 && i > 700) ? Number.NaN : value)) }
  expect(statesBy(holes, votes)).toEqual(statesBy(x, votes))
})

describe('a machine that warms up after each start', () => {
  // Runs 300 rows, stands 100; sensors 3 to 5 follow with a lag of 20 rows, the others at once.
  const running = (row: number): boolean => row % 400 < 300
  const warmth = new Float64Array(3000)
  for (let row = 1; row < 3000; row++) warmth[row] = warmth[row - 1] + ((running(row) ? 400 : 0) - warmth[row - 1]) / 20
  const { x, profiles } = judged(3000, (value, row, sensor) => value + (sensor < 3 ? (running(row) ? 400 : 0) : warmth[row]), 2400)
  const votes = learnStates(x, 2400, profiles)
  const ways = waysOf(x, statesBy(x, votes).subarray(0, 2400), votes)
  const course = courseOf(x, ways)
  const [standing, run] = [0, 1].map((state) => strandOf(state, course, x, { trainRows: 2400, starts: [0] }))

  test('is not judged until the slow ones have settled, and no longer than a quarter of a usual stay', () => {
    expect(ways.transients).toEqual([25, 64])
    const after = run.transient.subarray(300, 600)
    const settled = after.indexOf(0)
    expect(settled).toBeGreaterThan(30)
    expect(settled).toBeLessThanOrEqual(64)
    expect(after.subarray(64).every((flag) => flag === 0)).toBe(true)
    expect(standing.transient.subarray(100, 200).indexOf(0)).toBeGreaterThan(20)
  })

  test('a machine of one state is always settled', () => {
    const one = waysOf(x, new Uint8Array(2400), [])
    expect(courseOf(x, one).moving.every((flag) => flag === 0)).toBe(true)
  })

  test('each state has its own pace, and one that never lasts has none', () => {
    expect(ways.paces.map((pace) => pace.length)).toEqual([6, 6])
    const brief = Uint8Array.from({ length: 3000 }, (_, row) => Number(row % 20 < 10))
    expect(usualPaces(x, brief, [5, 5])[0]).toEqual(new Float64Array(6).fill(Number.NaN))
  })

  test.each([
    ['a quarter of the median stay', [100, 60, 200, 300], [45, 37]],
    ['at least five rows', [8, 8, 8, 8], [5, 5]],
  ])('a transient lasts %s', (_, stays, expected) => {
    const states = Uint8Array.from(stays.flatMap((rows, i) => new Array(rows).fill(1 - (i % 2))))
    expect(longestTransients(states, 2)).toEqual(expected)
  })
})

test('a shift of one sensor is no operating state', () => {
  const { x, profiles } = judged(1000, (value, row, sensor) => value + (sensor === 2 && row % 400 < 100 ? -200 : 0), 700)
  expect(statesBy(x, learnStates(x, 700, profiles)).every((state) => state === 0)).toBe(true)
})

test.each([
  ['everything far off', (row: number) => (row >= 850 ? -200 : 0), 6, 150],
  ['too briefly', (row: number) => (row >= 850 && row < 860 ? -200 : 0), 6, 0],
  ['half of the sensors', (row: number) => (row >= 850 ? -200 : 0), 3, 0],
])('an unknown state: %s', (_, offset, sensors, rows) => {
  const { x, profiles } = judged(1000, (value, row, sensor) => value + (sensor < sensors ? offset(row) : 0), 700)
  expect(
    unknownStates(
      x,
      profiles.map(({ sorted }) => usualRange(sorted)),
      700,
    ).reduce((sum, flag) => sum + flag, 0),
  ).toBe(rows)
})

test('grades', () => {
  const noise = normal(4)
  const values = count(100, (row) => (row >= 20 && row < 30 ? Number.NaN : row >= 50 && row < 60 ? 7 : noise()))
  const time = count(100, (row) => row * 1000)
  const graded = grade({ name: 'T', unit: 'K' }, values, time, profileOf(values).flatShare, { center: 1, scale: 2 })
  expect(graded).toMatchObject({ sensor: 'T', unit: 'K', grade: 'fair', missingShare: 0.1, longestGapSeconds: 11, longestFlatSeconds: 9 })
})
