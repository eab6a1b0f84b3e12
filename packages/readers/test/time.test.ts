import { describe, expect, it } from 'vitest'
import type { ReadOptions } from '../dist/index.js'
import { fileOf, inspectFile, readFile } from './temporary-file.ts'

const file = (times: readonly string[], name = 'time') => fileOf(`${name};a\n${times.map((time, i) => `${time};${i}\n`).join('')}`)
const timesOf = async (times: readonly string[], options?: ReadOptions) => [...(await readFile(file(times), options)).time]
const formatOf = async (times: readonly string[], options?: ReadOptions) => {
  const inspection = await inspectFile(file(times), options)
  const format = inspection.decisions.find(({ what }) => what === 'time format')
  if (!format) throw new Error('no decision on the time format')
  return { ...format, first: inspection.first, rejectedRows: inspection.rejectedRows }
}

const at = Date.UTC
const single: readonly [string, number, boolean][] = [
  ['2020-03-01 12:30', at(2020, 2, 1, 12, 30), false],
  ['2020-03-01T12:30:15', at(2020, 2, 1, 12, 30, 15), false],
  ['2020-03-01 12:30:15.250', at(2020, 2, 1, 12, 30, 15, 250), false],
  ['2020-03-01 12:30:15,5', at(2020, 2, 1, 12, 30, 15, 500), false],
  ['2020-03-01 12:30:15.0625', at(2020, 2, 1, 12, 30, 15) + 62.5, false],
  ['2020-03-01T12:30:15.001001001', at(2020, 2, 1, 12, 30, 15) + 1.001001, false],
  ['2020-03-01', at(2020, 2, 1), false],
  ['2020/03/01 12:30', at(2020, 2, 1, 12, 30), false],
  ['2020-03-01T12:30:15Z', at(2020, 2, 1, 12, 30, 15), true],
  ['2020-03-01T12:30:15+02:00', at(2020, 2, 1, 10, 30, 15), true],
  ['2020-03-01 12:30:15 -0530', at(2020, 2, 1, 18, 0, 15), true],
  ['2020-03-01 12:30:15 UTC', at(2020, 2, 1, 12, 30, 15), true],
  ['2020-03-01 12:30:15+01', at(2020, 2, 1, 11, 30, 15), true],
  ['2020-02-29 24:00', at(2020, 2, 1), false],
  ['21.5.2012 14:00', at(2012, 4, 21, 14), false],
  ['21. 5. 2012 14:00', at(2012, 4, 21, 14), false],
  ['21-05-12 14:00:01', at(2012, 4, 21, 14, 0, 1), false],
  ['5/21/2012 14:00', at(2012, 4, 21, 14), false],
  ['5/21/2012 2:00 PM', at(2012, 4, 21, 14), false],
  ['5/21/2012 12:00:30 AM', at(2012, 4, 21, 0, 0, 30), false],
  ['5/21/2012 12:05 p.m.', at(2012, 4, 21, 12, 5), false],
  ['21/5/99', at(1999, 4, 21), false],
  ['21-May-2012 14:00', at(2012, 4, 21, 14), false],
  ['21-Dez-12 14:00:00', at(2012, 11, 21, 14), false],
  ['3 sept 2012 14:00', at(2012, 8, 3, 14), false],
  ['1338300000', 1338300000000, true],
  ['1338300000.25', 1338300000250, true],
  ['1338300000123', 1338300000123, true],
  ['1338300000123456', 1338300000123.456, true],
  ['1338300000123456000', 1338300000123.456, true],
]

describe('one time', () => {
  it.each(single)('%s', async (text, time, zoned) => {
    const history = await readFile(file([text]))
    expect(history.time[0]).toBe(time)
    expect(history.zoned).toBe(zoned)
  })

  it('agrees with Date.UTC on every day of 400 years, and knows no other days', async () => {
    const days: string[] = []
    for (let year = 1800; year < 2200; year++)
      for (let month = 1; month <= 12; month++) for (let day = 1; day <= 31; day++) days.push(`${year}-${month}-${day}`)
    const history = await readFile(file(days))
    const first = at(1800, 0, 1)
    expect(history.rows).toBe((at(2200, 0, 1) - first) / 86_400_000)
    expect(history.time.every((time, i) => time === first + i * 86_400_000)).toBe(true)
    expect(history.rejectedRows).toBe(days.length - history.rows)
  })

  it.each([
    '2020-13-01',
    '31.2.2020',
    '2020-01-01 12:60',
    '2020-01-01 12:00:60',
    '2020-01-01 24:01',
    '1/1/2020 13:00 PM',
    '2020-01-01 12:0',
    '2020-01-01 noon',
    '2020-1',
    '1e9',
    '50000',
    '0',
  ])('%s is refused', async (text) => {
    const history = await readFile(file(['2020-01-01', text, '2020-01-03']))
    expect(history).toMatchObject({ rows: 2, rejectedRows: 1, rejected: [{ line: 3, cell: text }] })
  })
})

describe('the order of day and month', () => {
  const days = (order: 'day' | 'month', from: number, count: number, stepHours = 24) =>
    Array.from({ length: count }, (_, i) => {
      const date = new Date(at(2021, 0, from) + i * stepHours * 3_600_000)
      const [day, month] = [date.getUTCDate(), date.getUTCMonth() + 1]
      return `${order === 'day' ? `${day}/${month}` : `${month}/${day}`}/2021 ${date.getUTCHours()}:00`
    })

  it('comes from a day above twelve, however late in the column', async () => {
    const times = days('day', 3, 600, 12)
    expect(await formatOf(times)).toMatchObject({
      value: expect.stringContaining('day first'),
      evidence: expect.stringContaining('line 22 has 13 in the first place'),
      assumed: false,
      options: ['monthFirst'],
    })
    expect(await formatOf(days('month', 3, 600, 12))).toMatchObject({
      value: expect.stringContaining('month first'),
      evidence: expect.stringContaining('13 in the second place'),
      assumed: false,
      options: ['dayFirst'],
    })
    const late = [
      ...Array.from(
        { length: 50_000 },
        (_, i) => `1/2/2021 ${Math.floor(i / 3600)}:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}`,
      ),
      '28/2/2021 0:00',
    ]
    expect(await formatOf(late)).toMatchObject({ first: at(2021, 1, 1), evidence: expect.stringContaining('line 50002 has 28'), rejectedRows: 0 })
  })

  it('comes from time that runs forward where every day fits both ways', async () => {
    expect(await formatOf(['1/2/2021', '12/2/2021', '1/3/2021', '2/3/2021'])).toMatchObject({
      value: expect.stringContaining('day first'),
      evidence: expect.stringContaining('runs backward in 0 places, the other in 1'),
      assumed: true,
      first: at(2021, 1, 1),
    })
    expect(await formatOf(['2/1/2021', '2/12/2021', '3/1/2021', '3/2/2021'])).toMatchObject({
      value: expect.stringContaining('month first'),
      assumed: true,
      first: at(2021, 1, 1),
    })
  })

  it('comes from the more regular steps where both run forward', async () => {
    expect(await formatOf(['1/3/2021', '2/3/2021', '3/3/2021', '4/3/2021'])).toMatchObject({
      value: expect.stringContaining('day first'),
      evidence: expect.stringContaining('more regular'),
      first: at(2021, 2, 1),
    })
    expect(await formatOf(['3/1/2021', '3/2/2021', '3/3/2021', '3/4/2021'])).toMatchObject({
      value: expect.stringContaining('month first'),
      evidence: expect.stringContaining('more regular'),
      first: at(2021, 2, 1),
    })
  })

  it('is said to be assumed where nothing tells', async () => {
    expect(await formatOf(['3/4/2021 10:00', '3/4/2021 11:00'])).toMatchObject({
      value: expect.stringContaining('day first'),
      assumed: true,
      first: at(2021, 3, 3, 10),
    })
    expect(await formatOf(['3/4/2021 10:00 AM', '3/4/2021 11:00 AM'])).toMatchObject({
      value: expect.stringContaining('month first'),
      assumed: true,
      first: at(2021, 2, 4, 10),
    })
  })

  it('can be given', async () => {
    expect(await formatOf(['3/4/2021', '4/4/2021'], { dayFirst: false })).toMatchObject({ evidence: 'given', assumed: false, first: at(2021, 2, 4) })
    expect(await timesOf(['3/4/2021', '4/4/2021'], { dayFirst: true })).toEqual([at(2021, 3, 3), at(2021, 3, 4)])
  })

  it('is that of most rows where they contradict each other; the others are rejected and shown', async () => {
    const history = await readFile(file(['13/1/2021', '14/1/2021', '1/15/2021', '16/1/2021']))
    expect([...history.time]).toEqual([at(2021, 0, 13), at(2021, 0, 14), at(2021, 0, 16)])
    expect([...history.values]).toEqual([0, 1, 3])
    expect(history).toMatchObject({ rejectedRows: 1, rejected: [{ line: 4, cell: '1/15/2021', reason: expect.stringContaining('day first') }] })
  })

  it('holds for every separator in the column', async () => {
    expect(await timesOf(['11/30/2012 23:30', '12-01-2012 00:00', '12.01.2012 00:30'])).toEqual([
      at(2012, 10, 30, 23, 30),
      at(2012, 11, 1),
      at(2012, 11, 1, 0, 30),
    ])
  })

  it('does not arise where the year comes first', async () => {
    expect(await formatOf(['2021-03-04'])).toMatchObject({ value: expect.not.stringContaining('first,'), assumed: false })
  })
})

describe('the time column', () => {
  const row = (cells: string) => `${cells}\n`
  it('is found by name among several columns of dates', async () => {
    const inspection = await inspectFile(
      fileOf(row('installed,timestamp,a') + row('2001-01-01,2020-01-01 00:00,1') + row('2001-01-01,2020-01-01 01:00,2')),
    )
    expect(inspection.decisions.find(({ what }) => what === 'time column')).toMatchObject({ value: '"timestamp" (column 2)', options: ['time'] })
    expect(inspection.setAside).toMatchObject([{ sensor: 'installed' }])
  })

  it('is found by what stands in it where no name tells', async () => {
    const { time } = await readFile(fileOf(row('x,y,z') + row('1,2,2020-01-01 00:00') + row('1,2,2020-01-01 01:00')))
    expect(time[1]).toBe(at(2020, 0, 1, 1))
  })

  it.each([['b'], ['B'], [2], ['2']])('can be given as %j', async (time) => {
    const history = await readFile(fileOf(row('time,b,a') + row('2020-01-01,2021-01-01,1') + row('2020-01-02,2021-01-02,2')), { time })
    expect(history.time[0]).toBe(at(2021, 0, 1))
  })

  it('joins dates and times of day, and the order of the dates is still decided', async () => {
    const history = await readFile(
      fileOf(row('Datum;Uhrzeit;a') + row('13.1.2021;10:00:30;1,5') + row('14.1.2021;11:00:30;2,5') + row('14.1.2021;spät;2,5')),
    )
    expect([...history.time]).toEqual([at(2021, 0, 13, 10, 0, 30), at(2021, 0, 14, 11, 0, 30)])
    expect(history.rejected).toMatchObject([{ line: 4 }])
  })
})
