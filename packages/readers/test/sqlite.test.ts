import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { fileOf, inspectFile, readFile } from './temporary-file.ts'

function database(fill: (database: DatabaseSync) => void): string {
  const path = fileOf('')
  using made = new DatabaseSync(path)
  fill(made)
  return path
}

const START = Date.UTC(2024, 2, 1)
const ROWS = 5000
const path = database((made) => {
  made.exec('create table reading (at text, epoch integer, flow real, note text, count integer)')
  const insert = made.prepare('insert into reading values (?, ?, ?, ?, ?)')
  made.exec('begin')
  for (let row = 0; row < ROWS; row++)
    insert.run(new Date(START + 60_000 * row).toISOString().slice(0, 19), START / 1000 + 60 * row, row === 7 ? null : row / 2, 'fine', row)
  made.exec('commit')
})

describe('a query to SQLite', () => {
  test('gives a history: numbers are sensors, text is set aside, NULL is missing', async () => {
    const history = await readFile(path, { query: 'select at, flow, note, count from reading' })
    expect(history.sensors.map(({ name }) => name)).toEqual(['flow', 'count'])
    expect(history.rows).toBe(ROWS)
    expect([history.time[0], history.time[ROWS - 1]]).toEqual([START, START + 60_000 * (ROWS - 1)])
    expect([history.values[6], history.values[7], history.values[ROWS + 9]]).toEqual([3, Number.NaN, 9])
    expect(history.setAside).toEqual([{ sensor: 'note', reason: 'it holds text, the first is "fine"' }])
  })

  test('is inspected: what it is, why which column is the time, where the sensors stand', async () => {
    const { decisions, sensors, rows, cadence, setAside } = await inspectFile(path, { query: 'select at, note, flow from reading' })
    expect(decisions.map(({ what, value }) => [what, value])).toEqual([
      ['format', 'SQLite, the answer of the query'],
      ['time column', '"at" (column 1)'],
    ])
    expect(sensors).toEqual([{ name: 'flow', column: 3, missing: 1, rejectedCells: 0, min: 0, max: (ROWS - 1) / 2 }])
    expect([rows, cadence.seconds, setAside.length]).toEqual([ROWS, 60, 1])
  })

  test('takes seconds since 1970, and a time that is named', async () => {
    expect((await readFile(path, { query: 'select epoch, flow from reading' })).time[1]).toBe(START + 60_000)
    const history = await readFile(path, { query: 'select at, epoch, flow from reading', time: 'epoch' })
    expect(history.sensors.map(({ name }) => name)).toEqual(['flow'])
  })

  test.each([
    [{}, 'ACM-USAGE-QUERY'],
    [{ query: 'select flow from raeding' }, 'ACM-DATA-QUERY'],
    [{ query: 'select flow from reading' }, 'ACM-DATA-NO-TIME'],
    [{ query: 'select at, note from reading' }, 'ACM-DATA-NO-NUMBERS'],
    [{ query: 'select at, flow from reading where flow < 0' }, 'ACM-DATA-NO-ROWS'],
    [{ query: 'delete from reading' }, 'ACM-DATA-'],
  ])('%j is refused', async (options, code) => {
    await expect(readFile(path, options)).rejects.toMatchObject({ code: expect.stringContaining(code) })
    expect((await readFile(path, { query: 'select at, flow from reading' })).rows).toBe(ROWS)
  })

  test('a query to what is no database is refused', async () => {
    const csv = fileOf('time,a\n2024-03-01,1\n')
    await expect(readFile(csv, { query: 'select 1' })).rejects.toMatchObject({ code: 'ACM-USAGE-QUERY' })
  })
})
