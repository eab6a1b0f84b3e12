// What is watched beside the scores, on generated histories: who is silent since when, what left its one value, and the condition that follows.

import { minute, minuteHistory, plant } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import { defaults, run, score, train } from '../dist/index.js'
import { darkness, silentSensors, watchOf } from '../dist/phases/prepare/silence.js'
import { conditionOf } from '../dist/phases/tell/condition.js'
import { movedConstants } from '../dist/phases/tell/constants.js'

type Change = (value: number, row: number, sensor: number) => number

const ROWS = 1500
/** The first row that is judged. */
const JUDGED = 900
const settings = { ...defaults, trainRows: JUDGED }
const _judged = async (change: Change, rows = ROWS) => (await run({ history: plant({ rows, change }), settings })).result
/** Three and a half days of training, so that no false alarm is to be expected. */
const LONG = { rows: 5600, judged: 5000 }
const afterLong = async (change: Change) =>
  (await run({ history: plant({ rows: LONG.rows, change }), settings: { ...defaults, trainRows: LONG.judged } })).result

describe('what is not observed', () => {
  test('is never healthy: the logger dies', async () => {
    const { health, condition, outlook, series } = await afterLong((value, row) => (row >= 5300 ? Number.NaN : value))
    expect(health).toBeNull()
    expect(condition).toMatchObject({ state: 'not-observed', since: 5299 * minute, doing: '', after: 'normal' })
    expect(condition?.zone).toBeUndefined()
    expect(condition?.silent).toEqual(Array.from({ length: 6 }, (_, i) => ({ sensor: `S${i + 1}`, since: 5299 * minute })))
    expect(outlook).toMatchObject({
      lost: null,
      confidence: { value: 0, coverage: 0 },
      forecast: { reason: 'too little is observed at the last row' },
    })
    expect([...series.health.keys()].filter((row) => Number.isNaN(series.health[row]))).toEqual(Array.from({ length: 300 }, (_, i) => 5300 + i))
  })

  test('after an alarm it says so, and the alarm ends with the last value', async () => {
    const failing: Change = (value, row, sensor) => (row >= 5300 ? Number.NaN : value + (sensor === 2 && row >= 5200 ? 12 : 0))
    const { condition, episodes } = await afterLong(failing)
    expect(condition).toMatchObject({ state: 'not-observed', since: 5299 * minute, after: 'alarm' })
    expect(episodes.map(({ end, ongoing }) => ({ end, ongoing }))).toContainEqual({ end: 5299 * minute, ongoing: false })
    expect(Math.max(...episodes.map(({ end }) => end))).toBe(5299 * minute)
  })

  test.each([
    ['one row of 400 holds values', (value: number, row: number) => (row >= 5200 && row !== 5400 ? Number.NaN : value), 5400],
    ['it is the last one', (value: number, row: number) => (row >= 5200 && row !== 5599 ? Number.NaN : value), 5199],
    ['values beyond 1e30', (value: number, row: number) => (row >= 5200 ? 1e31 : value), 5199],
    ['none in all of the rows', (value: number, row: number) => (row >= LONG.judged ? Number.NaN : value), 4999],
  ])('%s', async (_, change, since) => {
    const { health, condition } = await afterLong(change)
    expect(health).toBeNull()
    expect(condition).toMatchObject({ state: 'not-observed', since: since * minute, after: 'normal' })
  })

  test('a few rows without values are nothing to tell', async () => {
    const { health, condition } = await afterLong((value, row) => (row >= 5594 ? Number.NaN : value))
    expect(condition).toMatchObject({ state: 'normal', silent: [] })
    expect(health?.zone).toBe('healthy')
  })

  test('one dead sensor among live ones is told, and has no part in blame', async () => {
    const { health, condition, episodes, outlook } = await afterLong((value, row, sensor) =>
      sensor === 0 && row >= 5100 ? Number.NaN : value + (sensor === 3 && row >= 5400 ? 12 : 0),
    )
    expect(health).not.toBeNull()
    expect(condition).toMatchObject({ state: 'alarm', silent: [{ sensor: 'S1', since: 5099 * minute }] })
    expect(episodes.flatMap(({ culprits }) => culprits.map(({ sensor }) => sensor))).not.toContain('S1')
    expect(outlook?.confidence.coverage).toBeLessThanOrEqual(5 / 6)
  })

  test('most sensors dead: what is left cannot be called normal', async () => {
    const { health, condition } = await afterLong((value, row, sensor) => (sensor < 4 && row >= 5100 + sensor ? Number.NaN : value))
    // More than half from the fourth on.
    expect(condition).toMatchObject({ state: 'not-observed', since: 5102 * minute })
    expect(condition?.silent).toHaveLength(4)
    expect(health).toBeNull()
  })

  test('a gap as training shows them is no silence', async () => {
    const { condition } = await afterLong((value, row, sensor) => (sensor === 1 && row % 500 >= 440 ? Number.NaN : value))
    expect(condition?.silent).toEqual([])
  })
})

describe('who is heard', () => {
  const x = (columns: number[][]) => ({ values: Float64Array.from(columns.flat()), rows: columns[0].length, cols: columns.length })
  const time = (rows: number) => Float64Array.from({ length: rows }, (_, row) => row * minute)

  test('gaps and flat stretches are counted in rows that are there', () => {
    const values = [1, 1, Number.NaN, Number.NaN, 1, 2, 2, 3, 4, Number.NaN, 5]
    expect(watchOf(x([values]), time(11), 11, [])).toEqual({ gap: [2], flat: [3], share: [3 / 7], last: [10 * minute], constants: [] })
    expect(watchOf(x([values]), time(11), 5, [])).toEqual({ gap: [2], flat: [3], share: [1], last: [4 * minute], constants: [] })
  })

  test('a sensor is silent after more than twice the longest gap, and more than ten rows', () => {
    const held = (missed: number) => [{ value: 1, since: 0, rows: 5, last: 7, missed, stuck: false }]
    const limit = (gap: number) => ({ gap: [gap], flat: [1], share: [0], constants: [] })
    const silent = (missed: number, gap: number, dark?: number) => silentSensors(held(missed), [{ name: 'S' }], limit(gap), dark).length
    expect([silent(10, 1), silent(11, 1), silent(20, 10), silent(21, 10)]).toEqual([0, 1, 0, 1])
    expect([silent(3, 10, 7), silent(3, 10, 6), silent(0, 10, 7)]).toEqual([1, 0, 0])
  })

  test('rows are dark where fewer than five of twenty hold a value, since the last of them before', () => {
    const values = Array.from({ length: 60 }, (_, row) => (row < 30 ? 1 : Number.NaN))
    const rows = { x: x([values]), time: time(60), sensors: [{ name: 'S' }], from: 0 }
    const observed = Uint8Array.from(values, (value) => Number(!Number.isNaN(value)))
    const { dark, since } = darkness(rows, observed, 0, undefined)
    expect(dark.indexOf(1)).toBe(45)
    expect(since).toBe(29 * minute)
  })
})

describe('a sensor that never moved', () => {
  const values = (change: (row: number) => number) => ({ values: Float64Array.from({ length: 60 }, (_, row) => change(row)), rows: 60, cols: 1 })
  const found = (change: (row: number) => number) => {
    const time = Float64Array.from({ length: 60 }, (_, row) => row * minute)
    const constants = [{ sensor: { name: 'level', unit: 'cm' }, value: 62 }]
    const { episodes } = movedConstants({ asset: 'pump', constants, x: values(change), time, from: 0, threshold: 3 })
    return episodes.map(({ start, end, ongoing, rows, direction, moved }) => [start / minute, end / minute, ongoing, rows, direction, moved?.to])
  }
  test.each([
    ['stays', () => 62, []],
    ['wanders by less than a thousandth', (row: number) => (row < 20 ? 62 : 62.06), []],
    ['leaves for four rows', (row: number) => (row >= 20 && row < 24 ? 20 : 62), []],
    ['leaves for five', (row: number) => (row >= 20 && row < 25 ? 20 : 62), [[20, 24, false, 5, 'below', 20]]],
    ['leaves for good', (row: number) => (row < 20 ? 62 : 62 + row), [[20, 59, true, 40, 'above', 121]]],
    ['is back for four rows', (row: number) => (row < 20 || (row >= 30 && row < 34) ? 62 : 20), [[20, 59, true, 36, 'below', 20]]],
    ['is not read in between', (row: number) => (row < 20 ? 62 : row % 2 ? 20 : Number.NaN), [[21, 59, true, 20, 'below', 20]]],
  ])('%s', (_, change, expected) => {
    expect(found(change)).toEqual(expected)
  })

  test('is told with both values; it is an alarm of the machine, and the column says it is watched', async () => {
    const history = plant({
      rows: ROWS,
      sensors: 5,
      change: (value, row, sensor) => (sensor === 4 ? (row < 1300 ? 62 : Math.max(20, 62 - (row - 1300))) : value),
    })
    const { episodes, condition, health, source, series, signals } = (await run({ history, settings })).result
    const told = episodes.find(({ moved }) => moved)
    expect(told).toMatchObject({ kind: 'alarm', start: 1301 * minute, ongoing: true, moved: { from: 62, to: 20 }, direction: 'below', rows: 199 })
    expect(told?.culprits).toEqual([{ sensor: 'S5', share: 100, deviation: -42, expected: 62, observed: 20 }])
    expect(condition).toMatchObject({ state: 'alarm', since: 1301 * minute, zone: 'degrading' })
    expect(health?.value).toBeLessThan(80)
    expect(source.setAside).toEqual([{ sensor: 'S5', reason: 'it never changes in the training rows, and is watched for leaving 62' }])
    expect(series.anomaly.subarray(1301).every((flag) => flag === 1)).toBe(true)
    expect(signals.find(({ sensor }) => sensor === 'S5')?.value).toHaveLength(ROWS)
  })
})

describe('the condition', () => {
  const episode = {
    id: 'e',
    start: 10,
    end: 20,
    ongoing: true,
    rows: 5,
    peak: 4,
    peakTime: 12,
    severity: 'low',
    severityReason: '',
    direction: 'above',
    culprits: [],
  } as const
  const input = { sensors: 3, silent: [], episodes: [], told: [], statements: [], zone: 'healthy', doing: 'running', merge: 5 } as const
  const told = { id: 'e', kind: 'alarm', start: 10, end: 20 } as const
  const outside = { ...episode, id: 'o', start: 5, kind: 'outside-trained-range' } as const
  const ack = { id: 1, asset: 'a', kind: 'ack', who: 'w', saidAt: 0, episodeId: 'e', text: '' } as const

  test('is the worst of what there is', () => {
    expect(conditionOf(input)).toEqual({ state: 'normal', zone: 'healthy', doing: 'running', silent: [] })
    expect(conditionOf({ ...input, told: [told] })).toMatchObject({ state: 'returned', since: 20 })
    expect(conditionOf({ ...input, told: [told], statements: [ack] }).state).toBe('normal')
    expect(conditionOf({ ...input, told: [told], statements: [{ ...ack, undoneAt: 3 }] }).state).toBe('returned')
    expect(conditionOf({ ...input, told: [told], statements: [{ ...ack, kind: 'comment' }] }).state).toBe('returned')
    expect(conditionOf({ ...input, told: [told], episodes: [outside] })).toMatchObject({ state: 'outside-trained-range', since: 5 })
    expect(conditionOf({ ...input, episodes: [outside, episode] })).toMatchObject({ state: 'alarm', since: 10 })
    expect(conditionOf({ ...input, episodes: [{ ...episode, kind: 'sensor-stuck' }] }).state).toBe('normal')
    const silent = ['a', 'b', 'c'].map((sensor, i) => ({ sensor, since: 20 + i }))
    expect(conditionOf({ ...input, episodes: [episode], told: [told], silent })).toMatchObject({ state: 'not-observed', since: 22, after: 'alarm' })
    // An alarm of the sensors that are left is one.
    expect(conditionOf({ ...input, episodes: [episode], silent: silent.slice(1) }).state).toBe('alarm')
  })
})

describe('columns that a reader set aside because no cell held a number', () => {
  const baseline = plant({ rows: JUDGED })
  /** The first of them are there without a value, the others as they are. */
  function without(count: number) {
    const { sensors, ...later } = plant({ rows: 200, seed: 2 })
    const setAside = sensors.slice(0, count).map(({ name }) => ({ sensor: name, reason: 'every cell is empty or says that there is no value' }))
    return {
      ...later,
      time: later.time.map((at) => at + 2000 * minute),
      sensors: sensors.slice(count),
      values: later.values.subarray(count * 200),
      setAside,
    }
  }

  test.each([
    [1, false],
    [4, true],
    [6, true],
  ])('%d of 6 are silent sensors, in a run with a baseline and by a stored model', async (count, unknown) => {
    const silent = Array.from({ length: count }, (_, i) => ({ sensor: `S${i + 1}`, since: (JUDGED - 1) * minute }))
    const { condition, source } = (await run({ history: without(count), baseline, settings: defaults })).result
    expect(condition?.state === 'not-observed').toBe(unknown)
    expect([...(condition?.silent ?? [])].sort((a, b) => a.sensor.localeCompare(b.sensor))).toEqual(silent)
    expect([source.sensors, source.setAside]).toEqual([6, []])
    const { model, context } = await train({ history: baseline, settings: defaults })
    expect((await score({ model, context, history: without(count) })).result.condition).toMatchObject({ silent })
    expect((await score({ model, history: without(count) })).result.condition).toMatchObject({ silent: silent.map(({ sensor }) => ({ sensor })) })
  })
})

test('few rows of nothing are not healthy either', async () => {
  const trained = await train({ history: plant({ rows: JUDGED }), settings: defaults })
  const empty = minuteHistory(
    Array.from({ length: 6 }, () => Array(5).fill(Number.NaN)),
    [0, 1, 2, 3, 4].map((row) => (2000 + row) * minute),
  )
  expect((await score({ model: trained.model, history: empty })).result).toMatchObject({ health: null, condition: { state: 'not-observed' } })
})
