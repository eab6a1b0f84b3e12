import { expect, test } from 'vitest'
import { csvOf, jsonOf, minuteText, parquetOf, timeText } from '../dist/formats/index.js'

test('times end in Z only where the source has a zone', () => {
  expect(timeText(Date.UTC(2024, 0, 2, 3, 4, 5), false)).toBe('2024-01-02T03:04:05')
  expect(timeText(Date.UTC(2024, 0, 2, 3, 4, 5, 60), true)).toBe('2024-01-02T03:04:05.060Z')
  expect(minuteText(Date.UTC(2024, 0, 2, 3, 4, 59))).toBe('2024-01-02 03:04')
})

const table = { name: 'sensors', columns: { sensor: ['Flow, in', '5" pipe', 'two\nlines'], share: [0.1, null, 3] } }

test('a table as CSV quotes what must be, and leaves what is missing empty', () => {
  expect([...csvOf(table)].join('')).toBe('sensor,share\n"Flow, in",0.1\n"5"" pipe",\n"two\nlines",3\n')
})

test('a table as JSON is a row an object', () => {
  expect(JSON.parse(jsonOf([table])).sensors[1]).toEqual({ sensor: '5" pipe', share: null })
})

test('a table as Parquet begins and ends as one', async () => {
  const bytes = await parquetOf(table)
  const magic = (at: number) => String.fromCharCode(...bytes.slice(at).slice(0, 4))
  expect([magic(0), magic(bytes.length - 4)]).toEqual(['PAR1', 'PAR1'])
})
