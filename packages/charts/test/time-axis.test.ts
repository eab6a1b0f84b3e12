import { expect, test } from 'vitest'
import { timeLabels, timeSplits } from '../dist/time-axis.js'

const hour = 3_600_000
const at = Date.UTC(2013, 4, 21, 14, 10)

test('a day is split at round hours, dated where the day changes', () => {
  const splits = timeSplits(at, at + 24 * hour, 8)
  expect(timeLabels(splits)).toEqual(['15:00\n21 May 2013', '18:00', '21:00', '00:00\n22 May', '03:00', '06:00', '09:00', '12:00'])
})

test('seconds, days, months and years', () => {
  expect(timeLabels(timeSplits(at, at + 20_000, 4))).toEqual(['14:10:00\n21 May 2013', '14:10:05', '14:10:10', '14:10:15', '14:10:20'])
  expect(timeLabels(timeSplits(at, at + 5 * 24 * hour, 5))).toEqual(['22 May\n2013', '23 May', '24 May', '25 May', '26 May'])
  expect(timeLabels(timeSplits(Date.UTC(2013, 10, 3), Date.UTC(2014, 2, 3), 4))).toEqual(['Dec\n2013', 'Jan\n2014', 'Feb', 'Mar'])
  expect(timeLabels(timeSplits(Date.UTC(2001, 5, 1), Date.UTC(2009, 5, 1), 4))).toEqual(['Jan\n2002', 'Jan\n2004', 'Jan\n2006', 'Jan\n2008'])
})

test('never many more ticks than asked for, and never beyond the ends', () => {
  for (let span = 1_000; span < 1e13; span *= 1.7) {
    const splits = timeSplits(at, at + span, 8)
    expect(splits.length).toBeLessThanOrEqual(10)
    expect(splits.every((split) => split >= at && split <= at + span)).toBe(true)
  }
})

test('the clock change of the reader moves no tick', () => {
  const zone = process.env.TZ
  process.env.TZ = 'America/New_York'
  try {
    const night = Date.UTC(2013, 2, 10)
    expect(timeLabels(timeSplits(night, night + 4 * hour, 5))).toEqual(['00:00\n10 Mar 2013', '01:00', '02:00', '03:00', '04:00'])
  } finally {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  }
})
