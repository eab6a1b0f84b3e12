import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checked, doubles, entries, flag, list, number, object, oneOf, Problem, problemFrom, text, toJson, whole } from '../dist/index.js'

const bits = (values: Float64Array) => [...new BigUint64Array(values.slice().buffer)]

test('doubles come back to the same bits, NaN, infinities and −0 too', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), (values) => {
      const given = Float64Array.from(values)
      expect(bits(checked(toJson({ x: given }), 'test', object({ x: doubles() })).x)).toEqual(
        bits(given.map((one) => (Number.isNaN(one) ? Number.NaN : one))),
      )
    }),
  )
})

const shape = object({ a: number, b: text, c: list(whole(1)), d: entries(flag), e: oneOf('x', 'y') }, { f: doubles(2) })
const good = { a: 1, b: 't', c: [1, 2], d: { on: true }, e: 'x' }

test('what fits comes back, and what was not asked for is left out', () => {
  expect(checked(JSON.stringify({ ...good, f: { doubles: [1, null] }, stranger: 1 }), 'test', shape)).toEqual({
    ...good,
    f: Float64Array.of(1, Number.NaN),
  })
  expect(checked(JSON.stringify({ ...good, a: null }), 'test', shape).a).toBeNaN()
})

describe('a misfit is told with its place', () => {
  test.each([
    [{ ...good, a: 'one' }, 'a should be a number and is "one"'],
    [{ ...good, b: 5 }, 'b should be a text and is 5'],
    [{ ...good, c: [1, 0] }, 'c[1] should be a whole number from 1 on and is 0'],
    [{ ...good, c: 'none' }, 'c should be a list and is "none"'],
    [{ ...good, d: { on: 1 } }, 'd.on should be true or false and is 1'],
    [{ ...good, d: [] }, 'd should be an object and is []'],
    [{ ...good, e: 'z' }, 'e should be one of x, y and is "z"'],
    [{ ...good, f: { doubles: [1] } }, 'the length of f should be 2 and is 1'],
    [{ ...good, f: { doubles: [1, 'x'] } }, 'f[1] should be a number and is "x"'],
    [{ ...good, f: [1, 2] }, 'f should be a list of doubles and is [1,2]'],
    [[], 'it should be an object and is []'],
  ])('%j', (value, why) => {
    expect(() => checked(JSON.stringify(value), 'test', shape)).toThrow(
      expect.objectContaining({ code: 'ACM-DATA-MODEL', message: `this is no test that can be used: ${why}` }),
    )
  })
  test('and a text that is no JSON', () => expect(() => checked('{', 'test', shape)).toThrow(/it is no JSON/))
})

test('a problem crosses a thread whole', () => {
  const problem = new Problem('ACM-DATA-X', 'what', 'cure', { where: 'here', means: [{ option: 'time' }], cause: new Error('below') })
  const again = problemFrom(JSON.parse(JSON.stringify(problem)))
  expect(again).toBeInstanceOf(Problem)
  expect(again.toJSON()).toEqual({ code: 'ACM-DATA-X', message: 'what', cure: 'cure', where: 'here', means: [{ option: 'time' }] })
})
