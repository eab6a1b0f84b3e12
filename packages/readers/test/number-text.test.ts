import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NumberReader } from '../dist/number-text.js'

const point = new NumberReader('.', false)
const comma = new NumberReader(',', false)
const digits = (from: number, to: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: from, maxLength: to }).map((each) => each.join(''))

it('reads every decimal text as Number does, to the last bit', () => {
  fc.assert(
    fc.property(fc.constantFrom('', '-', '+'), digits(1, 25), digits(0, 30), (sign, whole, fraction) => {
      const text = `${sign}${whole}.${fraction}`
      expect(point.read(text)).toBe(Number(text))
      expect(comma.read(text.replace('.', ','))).toBe(Number(text))
      expect(point.read(sign + whole)).toBe(Number(sign + whole))
    }),
    { numRuns: 5000 },
  )
})

it('reads every finite double back from its shortest text', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      // String(-0) is "0".
      expect(point.read(String(value))).toBe(value + 0)
    }),
    { numRuns: 5000 },
  )
})

it('is exact at the border of the fast way: mantissas around 2^53, up to 22 decimals and one more', () => {
  for (const mantissa of ['9007199254740991', '9007199254740992', '9007199254740993', '9007199254740995']) {
    for (let decimals = 0; decimals <= 24; decimals++) {
      const padded = mantissa.padStart(decimals + 1, '0')
      const text = `${padded.slice(0, padded.length - decimals)}.${padded.slice(padded.length - decimals)}`
      expect(point.read(text)).toBe(Number(text))
    }
  }
})
