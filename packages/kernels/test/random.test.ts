// The reference's generator against the known answers of Random123 (kat_vectors, philox4x32 10); the program's is held to the reference by conformance.
import { expect, test } from 'vitest'
import { philox, randomBelow, randomUniform } from '../dist/reference/random.js'

test.each([
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
])('philox of counter %j under key %j', (counter, key, answer) => {
  expect(philox(counter, key)).toEqual(answer)
})

test('uniform numbers lie in [0, 1) and have the mean and variance they should', () => {
  const values = Array.from({ length: 20000 }, (_, i) => randomUniform(1, 2, 3, i))
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
  // Four standard errors.
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * values.length))
})

test('whole numbers fill their range evenly', () => {
  const counts = new Array(7).fill(0)
  for (let item = 0; item < 14000; item++) counts[randomBelow(9, 0, item, 0, 7)]++
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(4 * Math.sqrt(2000))
})
