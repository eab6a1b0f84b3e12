// Sizes as definitions say them: numbers, names, products, whole parts; and the same words in an error.
import { describe, expect, test } from 'vitest'
import { evaluate } from '../dist/kernel/arguments.js'
import { defineKernel } from '../dist/kernel/define.js'
import { type Dim, exact, int, matrix } from '../dist/kernel/definition.js'
import { referenceEngine, use } from './engines.ts'

test.each<[Dim, number]>([
  [3, 3],
  ['rows', 11],
  [['rows', 'cols', 2], 66],
  [{ of: 'rows', over: 2, plus: 1 }, 6],
  [{ of: 'rows', plus: -1 }, 10],
  [{ of: 'rows', atMost: 4 }, 4],
  [{ of: 'rows', over: 2, atMost: 40 }, 5],
  [{ of: ['cols', { of: 'cols', plus: -1 }], over: 2 }, 3],
])('%j of 11 × 3 is %i', (dim, size) => {
  expect(evaluate(dim, { rows: 11, cols: 3 })).toBe(size)
})

describe('a kernel whose sizes are parts', () => {
  const half = defineKernel({
    name: 'half',
    family: 'test',
    args: { x: matrix('Numbers.'), lag: int('Rows.', { min: 0, max: { of: 'rows', over: 2, plus: -1 }, default: { of: 'rows', over: 4 } }) },
    out: { out: { shape: [{ of: 'rows', over: 2, plus: 1 }, 'cols'], doc: 'The lag.' } },
    cost: { ns: 1, per: { of: 'rows', over: 2 } },
    equals: exact,
    reference: (call) => void call.out.fill((call as unknown as { lag: number }).lag),
  })

  test('gives outputs of that size, and the default', () => {
    use(referenceEngine())
    expect([...half(new Float64Array(9))]).toEqual([2, 2, 2, 2, 2])
    expect([...half(new Float64Array(8), { lag: 3 })]).toEqual([3, 3, 3, 3, 3])
  })

  test('says in its error what is allowed', () => {
    use(referenceEngine())
    expect(() => half(new Float64Array(9), { lag: 4 })).toThrow('lag was 4; a whole number from 0 to ⌊rows / 2⌋ − 1 = 3 is allowed')
  })
})
