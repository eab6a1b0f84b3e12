import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packTimes, packValues } from '../dist/packing.js'
import { firstRowFrom, gap, thin } from '../dist/thinning.js'

const minutes = (rows: number): Float64Array => Float64Array.from({ length: rows }, (_, i) => i * 60_000)
const unpack = (data: string): Uint16Array => new Uint16Array(Uint8Array.from(Buffer.from(data, 'base64')).buffer)

test('a short series is drawn whole', () => {
  const { rows, thinned, of } = thin(minutes(100), [minutes(100)], 10, 20, 4_000, 60)
  expect([...rows]).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
  expect({ thinned, of }).toEqual({ thinned: false, of: 10 })
})

test('every single-row peak and dip of a long series survives at its own row', () => {
  const rows = 50_000
  const value = Float64Array.from({ length: rows }, (_, i) => Math.sin(i / 50))
  const peaks = [1, 777, 12_345, 12_399, 33_333, 49_998]
  for (const [i, row] of peaks.entries()) value[row] = i % 2 === 0 ? 50 + i : -50 - i
  const thinnedRows = thin(minutes(rows), [value], 0, rows, 4_000, 60)
  for (const row of peaks) expect(thinnedRows.rows).toContain(row)
  expect(thinnedRows.thinned).toBe(true)
  expect(thinnedRows.rows.length).toBeLessThanOrEqual(4_000)
  expect(thinnedRows.rows[0]).toBe(0)
  expect(thinnedRows.rows.at(-1)).toBe(rows - 1)
})

/** Largest of `sign · value` by bucket of time. */
function tops(column: Float64Array, rows: Iterable<number>, sign: number, limits: readonly number[]): number[] {
  const found = limits.map(() => -Infinity)
  for (const row of rows) {
    const bucket = limits.findIndex((limit, i) => row * 60_000 < limit || i === limits.length - 1)
    found[bucket] = Math.max(found[bucket], sign * column[row] + 0)
  }
  return found
}

test('each bucket of time keeps its own smallest and largest value (any data, many columns)', () => {
  const columns = fc.array(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 300, maxLength: 300 }), {
    minLength: 1,
    maxLength: 3,
  })
  fc.assert(
    fc.property(columns, fc.integer({ min: 12, max: 200 }), (drawn, most) => {
      const data = drawn.map((column) => Float64Array.from(column))
      const { rows } = thin(minutes(300), data, 0, 300, most, 60)
      const buckets = Math.max(1, Math.floor((most - 2) / (2 * data.length)))
      const limits = Array.from({ length: buckets }, (_, i) => (i + 1) * ((299 * 60_000) / buckets))
      for (const column of data)
        for (const sign of [1, -1]) expect(tops(column, rows, sign, limits)).toEqual(tops(column, column.keys(), sign, limits))
      expect(rows.length).toBeLessThanOrEqual(most)
    }),
  )
})

test('a weekend without data breaks the line, a single lost row does not', () => {
  const time = Float64Array.from([0, 1, 2, 4, 5, 3_000, 3_001], (minute) => minute * 60_000)
  expect([...thin(time, [time], 0, 7, 100, 60).rows]).toEqual([0, 1, 2, 3, 4, gap, 5, 6])
  const long = Float64Array.from({ length: 20_000 }, (_, i) => (i < 10_000 ? i : i + 3_000) * 60_000)
  const { rows } = thin(long, [long], 0, long.length, 1_000, 60)
  expect([...rows].filter((row) => row === gap)).toHaveLength(1)
  expect(rows[rows.indexOf(gap) - 1]).toBe(9_999)
  expect(rows[rows.indexOf(gap) + 1]).toBe(10_000)
})

test('a stretch of missing values stays a hole', () => {
  const value = Float64Array.from({ length: 20_000 }, (_, i) => (i >= 5_000 && i < 8_000 ? Number.NaN : i % 7))
  const { rows } = thin(minutes(20_000), [value], 0, 20_000, 1_000, 60)
  expect([...rows].filter((row) => Number.isNaN(value[row])).length).toBeGreaterThan(50)
})

test('an empty window is empty', () => expect(thin(minutes(5), [minutes(5)], 3, 3, 100, 60).rows).toHaveLength(0))
test('the first row from a time on', () => expect([-1, 0, 1, 60_000, 240_001].map((at) => firstRowFrom(minutes(5), at))).toEqual([0, 0, 1, 1, 5]))

test('packed values come back within a sixty-five-thousandth of their range, missing ones as 0', () => {
  const column = Float64Array.from([3, Number.NaN, -7, 11.5, Infinity, 0.25])
  const { low, high, data } = packValues(column, Int32Array.from([0, 1, gap, 2, 3, 4, 5]))
  expect([low, high]).toEqual([-7, 11.5])
  const back = Array.from(unpack(data), (n) => (n === 0 ? undefined : low + ((n - 1) / 65_534) * (high - low)))
  expect(back.map((value) => value === undefined)).toEqual([false, true, true, false, false, true, false])
  for (const [i, value] of [3, 0, 0, -7, 11.5, 0, 0.25].entries())
    if (back[i] !== undefined) expect(Math.abs((back[i] as number) - value)).toBeLessThan(18.5 / 65_534)
})

test('a constant, and a column without any value, can be packed', () => {
  expect([...unpack(packValues(Float64Array.from([4, 4]), Int32Array.from([0, 1])).data)]).toEqual([1, 1])
  expect([...unpack(packValues(Float64Array.from([Number.NaN]), Int32Array.from([0])).data)]).toEqual([0])
})

test('times are exact for 49 days and within their step for decades', () => {
  const read = ({ origin, step, data }: { origin: number; step: number; data: string }): number[] =>
    Array.from(new Uint32Array(Uint8Array.from(Buffer.from(data, 'base64')).buffer), (n) => origin + n * step)
  const days = Float64Array.from([1e12, 1e12 + 1, 1e12 + 49 * 86_400_000])
  expect(read(packTimes(days, Int32Array.from([0, 1, 2])))).toEqual([...days])
  const years = Float64Array.from([0, 40 * 365 * 86_400_000])
  expect(years[1] - read(packTimes(years, Int32Array.from([0, 1])))[1]).toBeLessThan(1_000)
})
