import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { fileOf, inspectFile, readFile, temporaryDirectory } from './temporary-file.ts'

const START = Date.UTC(2024, 2, 1)
const rows = 300
const dates = Array.from({ length: rows }, (_, row) => new Date(START + 60_000 * row))
const flow = dates.map((_, row) => (row === 7 ? null : 10 + Math.sin(row)))
const count = dates.map((_, row) => BigInt(row) * 1000n)
const running = dates.map((_, row) => row % 3 === 0)
const state = dates.map((_, row) => (row % 2 ? 'run' : 'stand'))
type Column = Parameters<typeof parquetWriteBuffer>[0]['columnData'][number]

const parquet = (columnData: Column[]): string => fileOf(new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 128 })))
const usual: Column[] = [
  { name: 'ts', data: dates, type: 'TIMESTAMP' },
  { name: 'flow', data: flow, type: 'DOUBLE', nullable: true },
  { name: 'count', data: count, type: 'INT64' },
  { name: 'running', data: running, type: 'BOOLEAN' },
  { name: 'state', data: state, type: 'STRING' },
]

describe('Parquet', () => {
  test('numbers and flags are sensors, text is set aside, an empty value is missing', async () => {
    const history = await readFile(parquet(usual))
    expect(history.sensors.map(({ name }) => name)).toEqual(['flow', 'count', 'running'])
    expect([...history.time]).toEqual(dates.map(Number))
    expect(history.values.subarray(0, rows)).toEqual(Float64Array.from(flow, (value) => value ?? Number.NaN))
    expect(history.values.subarray(rows, 2 * rows)).toEqual(Float64Array.from(count, Number))
    expect(history.values[2 * rows + 3]).toBe(1)
    expect(history.setAside).toEqual([{ sensor: 'state', reason: 'it holds text, not numbers' }])
    expect(history.rejectedRows).toBe(0)
  })

  test('is inspected: what it is, why which column is the time, where the sensors stand', async () => {
    const { decisions, sensors, headerRows } = await inspectFile(parquet(usual))
    expect(decisions).toMatchObject([
      { what: 'format', value: 'Parquet' },
      { what: 'time column', value: '"ts" (column 1)', options: ['time'] },
    ])
    expect(sensors.map(({ name, column, missing }) => [name, column, missing])).toEqual([
      ['flow', 2, 1],
      ['count', 3, 0],
      ['running', 4, 0],
    ])
    expect(headerRows).toEqual([])
  })

  test.each([
    ['text', { name: 'when', data: dates.map((date) => date.toISOString().slice(0, 19)), type: 'STRING' }],
    [
      'text with the day first',
      { name: 'when', data: dates.map((date) => `${date.toISOString().slice(8, 10)}/03/2024 ${date.toISOString().slice(11, 19)}`), type: 'STRING' },
    ],
    ['seconds since 1970', { name: 'epoch', data: dates.map((date) => BigInt(Number(date) / 1000)), type: 'INT64' }],
  ] as [string, Column][])('times as %s', async (_, time) => {
    const history = await readFile(parquet([usual[1], time]), { dayFirst: true })
    expect([...history.time]).toEqual(dates.map(Number))
    expect(history.sensors.map(({ name }) => name)).toEqual(['flow'])
  })

  test('a row without a time is rejected', async () => {
    const history = await readFile(
      parquet([{ name: 'ts', data: dates.map((date, row) => (row === 5 ? null : date)), type: 'TIMESTAMP', nullable: true }, usual[1]]),
    )
    expect(history.rows).toBe(rows - 1)
    expect(history.rejected).toMatchObject([{ line: 6, reason: 'the time is empty' }])
    expect(history.values[5]).toBe(flow[6])
  })

  test.each([
    ['no time', [usual[1]], 'ACM-DATA-NO-TIME'],
    ['no numbers', [usual[0], usual[4]], 'ACM-DATA-NO-NUMBERS'],
  ] as [string, Column[], string][])('%s is refused', async (_, columns, code) => {
    await expect(readFile(parquet(columns))).rejects.toMatchObject({ code })
  })

  test('a file cut off is refused, CSV is still CSV, a missing file is missing', async () => {
    const cut = fileOf('PAR1 and nothing more')
    await expect(readFile(cut)).rejects.toMatchObject({ code: 'ACM-DATA-PARQUET' })
    const csv = fileOf(`time,a\n${dates.map((date, row) => `${date.toISOString()},${row}`).join('\n')}\n`)
    expect((await readFile(csv)).rows).toBe(rows)
    await expect(readFile(join(temporaryDirectory, 'absent.parquet'))).rejects.toMatchObject({ code: 'ACM-SOURCE-MISSING' })
  })
})
