import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decimalsFor,
  duration,
  fixed,
  grouped,
  healthFigure,
  listing,
  moment,
  percent,
  period,
  plain,
  plural,
  significant,
  tickLabels,
  wholeShares,
  withUnit,
} from '../dist/format.js'

test.each([
  [0, '0 s'],
  [0.25, '0.25 s'],
  [45, '45 s'],
  [59.6, '1 min'],
  [90, '1 min 30 s'],
  [720, '12 min'],
  [3_599.7, '1 h'],
  [7_500, '2 h 5 min'],
  [86_399, '1 d'],
  [273_600, '3 d 4 h'],
  [273_600 + 1_799, '3 d 4 h'],
  [400 * 86_400, '400 d'],
  [Number.NaN, '–'],
])('%d seconds read as %s', (seconds, text) => expect(duration(seconds)).toBe(text))

test.each([
  [6.1234, 2, '6.1'],
  [0.0421, 2, '0.042'],
  [120.4, 2, '120'],
  [9.96, 2, '10'],
  [12_345.6, 3, '12,346'],
  [0, 3, '0'],
  [-0.00001, 2, '-1.0e-5'],
  [3.2e12, 2, '3.2e12'],
  [Number.NaN, 3, '–'],
])('%d to %d digits reads as %s', (value, digits, text) => expect(significant(value, digits)).toBe(text))

test('a rounded number has no negative zero', () => expect(fixed(-0.04, 1)).toBe('0.0'))
test('decimals follow the size of the number', () => expect([6.1, 61, 0.061, 0, 1e-20].map((size) => decimalsFor(size))).toEqual([1, 0, 3, 0, 8]))
test('thousands are set off from five digits on', () =>
  expect(['999', '2000', '10000', '1234567.25', '-10000'].map(grouped)).toEqual(['999', '2000', '10,000', '1,234,567.25', '-10,000']))
test('one row, two rows', () => expect([plural(1, 'row'), plural(0, 'row'), plural(10_000, 'row')]).toEqual(['1 row', '0 rows', '10,000 rows']))
test('health is rounded down, never up into the next zone', () => expect(healthFigure(79.99)).toBe('79.9'))
test('a small share never reads as nothing', () =>
  expect([0, 0.0002, 0.034, 0.12, 1].map(percent)).toEqual(['0 %', '< 0.1 %', '3.4 %', '12 %', '100 %']))
test('a sensor without a unit has none', () =>
  expect([withUnit('6.1', undefined), withUnit('6.1', ''), withUnit('6.1', '°C')]).toEqual(['6.1', '6.1', '6.1 °C']))
test('a long list is cut, a list one longer is not', () =>
  expect([listing(['a', 'b', 'c', 'd']), listing(['a', 'b', 'c', 'd', 'e'])]).toEqual(['a, b, c, d', 'a, b, c and 2 more']))
test('a tick label has the decimals its step needs', () =>
  expect([tickLabels([57.5, 60, 62.5]), tickLabels([0, 20_000])]).toEqual([
    ['57.5', '60.0', '62.5'],
    ['0', '20,000'],
  ]))
test('control and direction characters are made visible', () => expect(plain('a\u001b[31m\u202eb\r\nc')).toBe('a\ufffd[31m\ufffdb c'))

test('times stand as they are, whatever zone the process lives in', () => {
  const zone = process.env.TZ
  try {
    for (const here of ['America/New_York', 'Asia/Kolkata', 'UTC']) {
      process.env.TZ = here
      expect(moment(Date.UTC(2013, 4, 21, 14, 10))).toBe('Tue 2013-05-21 14:10')
      expect(moment(Date.UTC(2013, 2, 10, 2, 30, 5))).toBe('Sun 2013-03-10 02:30:05')
    }
  } finally {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  }
})

test('a period within a day names the day once', () => {
  const at = Date.UTC(2013, 4, 21, 14, 10)
  expect(period(at, at + 3_600_000)).toBe('Tue 2013-05-21 14:10 to 15:10')
  expect(period(at, at + 86_400_000)).toBe('Tue 2013-05-21 14:10 to Wed 2013-05-22 14:10')
})

test('whole shares add to 100 and lie within one of the exact ones', () => {
  const shares = fc
    .array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 12 })
    .filter((all) => all.some((share) => share > 1e-6))
  fc.assert(
    fc.property(shares, (all) => {
      const total = all.reduce((sum, share) => sum + share, 0)
      const whole = wholeShares(all)
      expect(whole.reduce((sum, share) => sum + share, 0)).toBe(100)
      for (const [i, share] of all.entries()) expect(Math.abs(whole[i] - (share / total) * 100)).toBeLessThanOrEqual(1 + 1e-9)
    }),
  )
})
