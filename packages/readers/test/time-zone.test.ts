import { describe, expect, test } from 'vitest'
import { fromWallClock } from '../dist/time-zone.js'
import { fileOf, readFile } from './temporary-file.ts'

const utc = (text: string): number => Date.parse(`${text}Z`)
const read = (zone: string, ...texts: string[]): string[] =>
  [...fromWallClock(Float64Array.from(texts, utc), zone)].map((time) => new Date(time).toISOString().slice(0, 16))

describe('wall-clock times of a zone', () => {
  test.each([
    ['winter and summer', 'Europe/Berlin', ['2024-01-10T12:00', '2024-07-10T12:00'], ['2024-01-10T11:00', '2024-07-10T10:00']],
    ['west of Greenwich', 'America/Chicago', ['2024-01-10T12:00'], ['2024-01-10T18:00']],
    ['half an hour', 'Asia/Kolkata', ['2024-01-10T12:00'], ['2024-01-10T06:30']],
    ['before 1970', 'Europe/Berlin', ['1969-07-20T12:00'], ['1969-07-20T11:00']],
    [
      'the hour that comes twice is told apart by the order',
      'Europe/Berlin',
      ['2024-10-27T01:30', '2024-10-27T02:00', '2024-10-27T02:30', '2024-10-27T02:00', '2024-10-27T02:30', '2024-10-27T03:00'],
      ['2024-10-26T23:30', '2024-10-27T00:00', '2024-10-27T00:30', '2024-10-27T01:00', '2024-10-27T01:30', '2024-10-27T02:00'],
    ],
    ['the hour that is skipped', 'Europe/Berlin', ['2024-03-31T01:30', '2024-03-31T03:00'], ['2024-03-31T00:30', '2024-03-31T01:00']],
    ['a time that the clock never showed', 'Europe/Berlin', ['2024-03-31T02:30'], ['2024-03-31T01:30']],
    [
      'a change of half an hour',
      'Australia/Lord_Howe',
      ['2024-04-07T01:45', '2024-04-07T01:45', '2024-04-07T02:15'],
      ['2024-04-06T14:45', '2024-04-06T15:15', '2024-04-06T15:45'],
    ],
  ])('%s', (_, zone, wall, expected) => {
    expect(read(zone, ...wall)).toEqual(expected)
  })

  test('a year of hours keeps every row', () => {
    const start = utc('2024-01-01T00:00')
    const hours = Float64Array.from({ length: 8784 }, (_, i) => start + 3_600_000 * i)
    const wall = hours.map((time) => {
      const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'medium' }).format(time)
      return utc(parts.replace(' ', 'T'))
    })
    expect(fromWallClock(wall, 'Europe/Berlin')).toEqual(hours)
  })

  test('a history gets its zone; one that has its own keeps it; an unknown zone is refused', async () => {
    const plain = fileOf(`time,a\n${Array.from({ length: 60 }, (_, i) => `2024-07-10 12:${String(i).padStart(2, '0')},${i}`).join('\n')}\n`)
    const history = await readFile(plain, { timeZone: 'Europe/Berlin' })
    expect([history.zoned, history.time[0]]).toEqual([true, utc('2024-07-10T10:00')])
    const zoned = fileOf(`time,a\n${Array.from({ length: 60 }, (_, i) => `2024-07-10T12:${String(i).padStart(2, '0')}Z,${i}`).join('\n')}\n`)
    expect((await readFile(zoned, { timeZone: 'Europe/Berlin' })).time[0]).toBe(utc('2024-07-10T12:00'))
    await expect(readFile(plain, { timeZone: 'Europe/Berlinn' })).rejects.toMatchObject({ code: 'ACM-USAGE-TIME-ZONE' })
  })
})
