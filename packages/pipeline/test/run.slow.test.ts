import { modelOf, toJson } from '@acm/contract'
import { configure } from '@acm/kernels'
import { minute, minuteHistory, plant } from '@acm/simulator'
import { afterAll, describe, expect, test } from 'vitest'
import { defaults, type History, run, type Settings, score, train } from '../dist/index.js'

const result = async (history: History, settings: Partial<Settings> = {}, baseline?: History) =>
  (await run({ history, settings: { ...defaults, ...settings }, ...(baseline && { baseline }) })).result

const faulty = plant({ rows: 2000, change: (value, row, sensor) => value + (sensor === 4 && row >= 1700 && row < 1850 ? 6 : 0) })

describe('a fault of one sensor', () => {
  test('is one episode, dated and blamed', async () => {
    const { episodes, signals } = await result(faulty, { asset: 'pump' })
    // A training of less than a day cannot promise that chance has no alarm beside.
    const [{ id, start, end, culprits, direction, ongoing }, ...others] = [...episodes].sort((a, b) => b.peak - a.peak)
    expect(others.every(({ peak }) => peak < 1.3)).toBe(true)
    expect(others.length).toBeLessThanOrEqual(1)
    expect(Math.abs(start / minute - 1700)).toBeLessThanOrEqual(5)
    // A mean over 60 rows forgets in as many.
    expect(Math.abs(end / minute - 1850)).toBeLessThanOrEqual(60)
    expect(id).toBe(`pump ${new Date(start).toISOString()}`)
    expect(ongoing).toBe(false)
    expect(culprits[0]).toMatchObject({ sensor: 'S5' })
    expect(culprits[0].share).toBeGreaterThan(50)
    expect(culprits[0].deviation).toBeGreaterThan(3)
    expect(direction).toBe('above')
    expect(Math.round(10 * culprits.reduce((sum, { share }) => sum + share, 0))).toBe(1000)
    const [{ sensor, expected, low, high }] = signals
    expect(sensor).toBe('S5')
    expect(expected.every((value, row) => low[row] <= value && value <= high[row])).toBe(true)
  })

  test('a healthy plant has hardly any', async () => {
    const { episodes, health, series } = await result(plant({ rows: 4000, seed: 5 }))
    expect(episodes.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThan(80)
    expect(health.zone).toBe('healthy')
    expect(series.health.every((value) => value >= 0 && value <= 100)).toBe(true)
  })

  test('one that lasts is ongoing and costs health', async () => {
    const { episodes, health } = await result(plant({ rows: 1500, change: (value, row, sensor) => value + (sensor === 2 && row >= 1200 ? 12 : 0) }))
    expect(episodes.at(-1)?.ongoing).toBe(true)
    expect(health.value).toBeLessThan(80)
  })
})

describe('nothing is learned from what is judged', () => {
  const at = 1500
  const other = plant({ rows: 2000, change: (value, row, sensor) => (row >= at ? (sensor === 1 ? Number.NaN : value * 3 - 20 * sensor) : value) })
  const same = plant({ rows: 2000 })

  test('other later rows change nothing learned and nothing earlier', async () => {
    const [a, b] = [await result(same), await result(other)]
    expect(b.threshold).toBe(a.threshold)
    expect(b.train).toEqual(a.train)
    expect(b.grades.map(({ center, scale }) => [center, scale])).toEqual(a.grades.map(({ center, scale }) => [center, scale]))
    expect(b.series.fused.subarray(0, at)).toEqual(a.series.fused.subarray(0, at))
    expect(b.series.anomaly.subarray(0, at - 1)).toEqual(a.series.anomaly.subarray(0, at - 1))
    expect(b.series.health.subarray(0, at - 1)).toEqual(a.series.health.subarray(0, at - 1))
    b.series.detectors.forEach(({ z }, i) => {
      expect(z.subarray(0, at)).toEqual(a.series.detectors[i].z.subarray(0, at))
    })
    expect(b.series.fused.subarray(at)).not.toEqual(a.series.fused.subarray(at))
  })

  test('nor in another file', async () => {
    const baseline = plant({ rows: 1000, seed: 9 })
    const [a, b] = [await result(same, {}, baseline), await result(other, {}, baseline)]
    expect(b.series.fused.subarray(0, 1000 + at)).toEqual(a.series.fused.subarray(0, 1000 + at))
  })
})

describe('a machine that stands now and then', () => {
  const standing = (row: number): boolean => row % 500 >= 400
  const stop = (value: number, row: number, sensor: number): number => (standing(row) ? 2 + 0.1 * sensor + 0.02 * ((row * (sensor + 3)) % 17) : value)

  test('is not ill for standing', async () => {
    const { episodes, notices } = await result(plant({ rows: 4000, change: stop }))
    expect(notices.map(({ code }) => code)).toContain('ACM-NOTICE-STATES')
    expect(episodes.length).toBeLessThanOrEqual(4)
    expect(episodes.every(({ peak }) => peak < 1.5)).toBe(true)
  })

  test('and a fault while it runs is still found', async () => {
    const { episodes } = await result(
      plant({ rows: 4000, change: (value, row, sensor) => stop(value + (sensor === 3 && row >= 3100 ? 6 : 0), row, sensor) }),
    )
    const [{ culprits, rows }] = [...episodes].sort((a, b) => b.rows - a.rows)
    expect(culprits[0].sensor).toBe('S4')
    expect(rows).toBeGreaterThan(500)
  })
})

describe('the result hash', () => {
  afterAll(() => configure({}))
  const hashOn = async (backend: 'wasm' | 'wasm-threads', threads = 1): Promise<string> => {
    configure({ backend, threads })
    return (await result(faulty)).resultHash
  }

  test('is the same again, on one thread and on many', async () => {
    const one = await hashOn('wasm')
    expect(one).toMatch(/^[0-9a-f]{64}$/)
    expect(await hashOn('wasm')).toBe(one)
    for (const threads of [1, 2, 3]) expect(await hashOn('wasm-threads', threads)).toBe(one)
  })

  test('ignores the file names, not the numbers', async () => {
    const { resultHash } = await result(faulty)
    expect((await result({ ...faulty, files: ['elsewhere.csv'] })).resultHash).toBe(resultHash)
    const values = faulty.values.slice()
    values[1999] += 1e-9
    expect((await result({ ...faulty, values })).resultHash).not.toBe(resultHash)
  })
})

describe('hostile data', () => {
  const spoiled = (change: (value: number, row: number, sensor: number) => number) => plant({ rows: 1200, change })
  test.each([
    ['1e308 here and there', (value: number, row: number) => (row % 50 === 0 ? 1e308 : value)],
    ['1e29 here and there', (value: number, row: number) => (row % 50 === 0 ? -1e29 : value)],
    ['infinities', (value: number, row: number) => (row % 9 === 0 ? Number.POSITIVE_INFINITY : value)],
    ['a third missing', (value: number, row: number, sensor: number) => ((row + sensor) % 3 === 0 ? Number.NaN : value)],
    ['one sensor dead later', (value: number, row: number, sensor: number) => (sensor === 0 && row > 900 ? Number.NaN : value)],
    ['rows without any value', (value: number, row: number) => (row % 100 < 10 ? Number.NaN : value)],
    ['denormal spread', (value: number) => value * 1e-300],
    ['a huge offset', (value: number) => value + 1e9],
    ['whole numbers', (value: number) => Math.round(value / 4)],
    [
      'two equal sensors',
      (value: number, row: number, sensor: number) => (sensor === 1 ? 50 + Math.sin(row) : sensor === 2 ? 50 + Math.sin(row) : value),
    ],
  ])('%s', async (_, change) => {
    const history = spoiled(change)
    const { series, health } = await result(history)
    // Nothing is said of the health of a row without a value.
    const isEmpty = (row: number) => history.sensors.every((_, col) => !(Math.abs(history.values[col * history.rows + row]) < 1e30))
    expect(series.health.every((value, row) => row < 720 || Number.isFinite(value) !== isEmpty(row))).toBe(true)
    // A row that is not judged has no score; no other is infinite.
    for (const values of [series.fused, ...series.detectors.map(({ z }) => z)])
      expect(values.every((value) => Math.abs(value) !== Infinity)).toBe(true)
    expect(series.fused.filter(Number.isFinite).length).toBeGreaterThan(0.85 * series.fused.length)
    expect(health.value).toBeGreaterThanOrEqual(0)
  })

  test('all missing raises', async () => {
    await expect(result(spoiled(() => Number.NaN))).rejects.toMatchObject({ code: 'ACM-DATA-NO-SENSORS' })
  })

  test('few rows still give a verdict, and a notice', async () => {
    const { notices } = await result(plant({ rows: 90 }))
    expect(notices.map(({ code }) => code)).toContain('ACM-NOTICE-FEW-TRAIN-ROWS')
  })

  test('unsorted and doubled rows give the result of the tidy ones', async () => {
    const tidy = plant({ rows: 1000 })
    const order = Array.from({ length: 1000 }, (_, row) => (row * 7) % 1000)
    const column = (sensor: number): number[] => [...order, 999].map((row) => tidy.values[sensor * 1000 + row])
    const time = [...order, 999].map((row) => tidy.time[row])
    const untidy = minuteHistory([0, 1, 2, 3, 4, 5].map(column), time)
    const [a, b] = [await result(tidy), await result(untidy)]
    expect(b.series.fused).toEqual(a.series.fused)
    expect(b.source.duplicateRows).toBe(1)
  })
})

describe('the course of a run', () => {
  test('phases are announced and timed', async () => {
    const seen: string[] = []
    const { timings } = await run({ history: faulty, settings: defaults, progress: (phase) => seen.push(phase) })
    expect(new Set(seen)).toEqual(new Set(timings.map(({ phase }) => phase)))
    expect(timings.every(({ ms }) => ms >= 0)).toBe(true)
  })

  test('a cancelled run raises', async () => {
    let polls = 0
    await expect(run({ history: faulty, settings: defaults, cancelled: () => ++polls > 3 })).rejects.toMatchObject({ code: 'ACM-INTERRUPTED' })
  })
})

describe('a machine that runs and stands', async () => {
  const change = (value: number, row: number, sensor: number): number =>
    Math.floor(row / 100) % 3 === 0 ? 1 + value / 1000 : value + 200 + (sensor === 3 && row >= 2300 ? 30 : 0)
  const history = plant({ rows: 2500, change })
  const settings = { ...defaults, trainRows: 1800 }
  const { states, series, episodes } = (await run({ history, settings })).result

  test('has two states, named, numbered, told apart, and counted', () => {
    expect(states?.list.map(({ number, name, rows }) => [number, name, rows])).toEqual([
      [1, 'standing still', 300],
      [2, 'running', 400],
    ])
    expect(states?.unknownRows).toBe(0)
    expect([...(series.state ?? [])]).toEqual(Array.from({ length: 2500 }, (_, row) => (Math.floor(row / 100) % 3 === 0 ? 1 : 2)))
  })

  test('has healthy changes without an alarm, and a fault in the state it happens in', () => {
    expect(episodes[0].start).toBeGreaterThanOrEqual(2290 * minute)
    expect(episodes[0]).toMatchObject({ kind: 'alarm', state: 2, culprits: [{ sensor: 'S4' }] })
  })

  test('keeps the numbers of an earlier run, by whichever sensor that told them', async () => {
    const earlier = { numbers: [4, 1], voters: [{ sensor: 'S3', cuts: [100], heaps: [0, 1] }] }
    const again = (await run({ history, settings, earlierStates: earlier })).result
    expect(again.states?.list.map(({ number, name }) => [number, name])).toEqual([
      [4, 'standing still'],
      [1, 'running'],
    ])
    const unknown = { numbers: [2, 1], voters: [{ sensor: 'S99', cuts: [170], heaps: [0, 1] }] }
    expect((await run({ history, settings, earlierStates: unknown })).result.states?.list.map(({ number }) => number)).toEqual([1, 2])
  })

  test('scores new rows by the numbers of its model', async () => {
    const { model } = await train({ history, settings, earlierStates: { numbers: [2, 1], voters: states?.voters ?? [] } })
    const { result: scored } = await score({ model: modelOf(toJson(model)), history })
    expect([50, 150].map((row) => scored.series.state?.[row])).toEqual([2, 1])
    await expect(score({ model: { ...model, schemaVersion: 1 }, history })).rejects.toMatchObject({ code: 'ACM-DATA-MODEL-FORMAT' })
  })
})
