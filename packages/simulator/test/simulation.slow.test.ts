import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { assetKinds, onsetOf, Random, simulatedCsv, simulatedHistory } from '../dist/index.js'

type Kind = keyof typeof assetKinds

interface Table {
  readonly names: readonly string[]
  /** By column name without unit. */
  readonly column: (name: string) => number[]
  readonly rows: number
}

function table(simulation: Parameters<typeof simulatedCsv>[0]): Table {
  const [head, ...lines] = [...simulatedCsv(simulation)].join('').trimEnd().split('\n')
  const names = head.split(',').map((name) => name.replace(/ \[.*/, ''))
  const cells = lines.map((line) => line.split(','))
  return { names, rows: cells.length, column: (name) => cells.map((row) => Number(row[names.indexOf(name)])) }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const text = (kind: Kind, seed: number) => [...simulatedCsv({ kind, rows: 3000, fault: 'bearing', seed })].join('')

test('the same seed gives the same bytes on every machine', () => {
  const hashes = (Object.keys(assetKinds) as Kind[]).map((kind) => createHash('sha256').update(text(kind, 1)).digest('hex').slice(0, 16))
  expect(hashes).toEqual(['9e463db45df93f4d', '3d25d52acc4be4fd', '770000fbae019942'])
  expect(text('pump', 1)).not.toBe(text('pump', 2))
})

test('normal variates have mean 0, variance 1 and little kurtosis', () => {
  const random = new Random(5)
  const draws = Array.from({ length: 200_000 }, () => random.normal())
  const variance = mean(draws.map((x) => x * x))
  expect(Math.abs(mean(draws))).toBeLessThan(0.01)
  expect(Math.abs(variance - 1)).toBeLessThan(0.015)
  expect(Math.abs(mean(draws.map((x) => x ** 4)) / variance ** 2 - 2.9)).toBeLessThan(0.06)
})

describe.each(Object.entries(assetKinds))('%s', (name, { faults, sensors }) => {
  const kind = name as Kind
  const rows = 6000
  const healthy = table({ kind, rows, fault: 'none', seed: 3 })

  test('stands still once a day and its temperatures follow', () => {
    expect(Math.max(...healthy.column('speed').slice(126, 178))).toBeLessThan(300)
    const bearing = healthy.column('bearing_temperature_DE')
    expect(bearing[178]).toBeLessThan(bearing[118] - 5)
  })

  test('without a fault no row is labelled', () => expect(healthy.column('fault').some(Boolean)).toBe(false))

  test.each(faults.filter((fault) => fault !== 'none'))('%s is labelled from 70 % on and seen in a sensor, and only from then on', (fault) => {
    const faulty = table({ kind, rows, fault, seed: 3 })
    expect(faulty.column('fault').indexOf(1)).toBe(onsetOf(rows))
    expect(faulty.column('fault').slice(onsetOf(rows)).every(Boolean)).toBe(true)
    const changed = sensors.filter(({ name, noise }) => {
      const [with_, without] = [faulty.column(name), healthy.column(name)]
      expect(with_.slice(0, onsetOf(rows))).toEqual(without.slice(0, onsetOf(rows)))
      return Math.abs(mean(with_.slice(-300)) - mean(without.slice(-300))) > 5 * noise
    })
    expect(changed.length).toBeGreaterThan(0)
    expect(changed.length).toBeLessThan(sensors.length)
  })
})

test('a frozen sensor repeats its last reading', () => {
  const stuck = table({ kind: 'pump', rows: 2000, fault: 'sensor-stuck', seed: 1 }).column('bearing_temperature_DE')
  expect(new Set(stuck.slice(onsetOf(2000))).size).toBe(1)
})

test('sensors beyond the usual ones measure the same quantities again', () => {
  const wide = table({ kind: 'pump', rows: 500, sensors: 50, fault: 'none', seed: 0 })
  expect(wide.names).toHaveLength(52)
  expect(new Set(wide.names).size).toBe(52)
  expect(mean(wide.column('flow_2')) / mean(wide.column('flow'))).toBeCloseTo(1, 1)
  expect(wide.column('flow_2')).not.toEqual(wide.column('flow'))
  expect(table({ kind: 'pump', rows: 5, sensors: 3, fault: 'none', seed: 0 }).names).toEqual(['time', 'speed', 'flow', 'suction_pressure', 'fault'])
})

test('a history holds what the text says, a sensor a column', () => {
  const simulation = { kind: 'fan', rows: 400, fault: 'sensor-stuck', seed: 9 } as const
  const text = table(simulation)
  const names = text.names.slice(1, -1)
  const { sensors, time, values, rows } = simulatedHistory(simulation)
  expect(sensors.map(({ name }) => name)).toEqual(names)
  expect(sensors[2]).toEqual({ name: 'air_flow', unit: 'm3/s' })
  names.forEach((name, col) => {
    expect([...values.subarray(col * rows, (col + 1) * rows)]).toEqual(text.column(name))
  })
  expect([time[0], time[1] - time[0]]).toEqual([Date.UTC(2024, 0, 1), 60_000])
})

test('a fault that the machine cannot have names those it can', () => {
  expect(() => simulatedHistory({ kind: 'motor', rows: 10, fault: 'leak', seed: 1 })).toThrow(
    expect.objectContaining({ code: 'ACM-USAGE-FAULT', cure: 'choose one of bearing, blockage, sensor-stuck, none' }),
  )
})
