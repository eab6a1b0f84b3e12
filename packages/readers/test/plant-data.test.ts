import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspectFile, readFile } from './temporary-file.ts'

const data = process.env.ACM_DATA ?? join(import.meta.dirname, '../../../../shared/data')
const absent = existsSync(data) ? '' : ` (skipped: no plant data at ${data}; set ACM_DATA)`

const at = Date.UTC
const files: readonly [string, number, number, number, number, number][] = [
  ['gas-turbine/baseline.csv', 2188, 16, at(2019, 5, 1), at(2019, 7, 31, 2, 59), 3600],
  ['gas-turbine/batch.csv', 723, 16, at(2020, 0, 1), at(2020, 0, 31, 1, 59), 3600],
  ['fd-fan/baseline.csv', 10770, 9, at(2012, 4, 21, 14), at(2012, 11, 31, 23, 30), 1800],
  ['fd-fan/batch.csv', 6741, 9, at(2012, 11, 31, 18), at(2013, 4, 21, 9), 1800],
  ['motor/training.csv', 8759, 7, at(2017, 0, 1, 1), at(2017, 11, 31, 23), 3600],
  ['motor/test.csv', 8783, 7, at(2018, 0, 1), at(2019, 0, 1, 22), 3600],
  ['skab/anomaly-free/anomaly-free.csv', 9405, 8, at(2020, 1, 8, 13, 30, 47), at(2020, 1, 8, 16, 16, 47), 1],
  ['skab/valve1/0.csv', 1147, 10, at(2020, 2, 9, 10, 14, 33), at(2020, 2, 9, 10, 34, 32), 1],
]

describe.skipIf(absent !== '')(`real plant files${absent}`, () => {
  it.each(files)('%s: %i rows, %i sensors', async (name, rows, sensors, first, last, cadence) => {
    const inspection = await inspectFile(join(data, name))
    expect(inspection).toMatchObject({
      rows,
      first,
      last,
      zoned: false,
      rejectedRows: 0,
      rejectedCells: 0,
      setAside: [],
      cadence: { seconds: cadence, backward: 0 },
    })
    expect(inspection.sensors).toHaveLength(sensors)
    expect(inspection.cadence.share).toBeGreaterThan(0.9)
  })

  it('motor: names, descriptions and units from five header rows', async () => {
    const { sensors, values, rows } = await readFile(join(data, 'motor/training.csv'))
    expect(sensors[3]).toEqual({ name: 'DEMO.SIM.XI101X', description: 'REL VIB NDE X', unit: 'um' })
    expect(values[rows - 1]).toBe(459.6870779)
  })

  it('fd-fan: dashes stand between slashes in December, and the month is first in both', async () => {
    const { time } = await readFile(join(data, 'fd-fan/baseline.csv'))
    expect(time.every((each, row) => row === 0 || each > time[row - 1])).toBe(true)
  })
})
