// What `acm verify` does on a user's machine, here: every stored value on every engine, and that a wrong one is found.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { configure } from '../dist/index.js'
import { errorOf } from '../dist/verify/bounds.js'
import { readCases, type StoredCase, type Unread } from '../dist/verify/values.js'
import { storedCases, verify } from '../dist/verify/verify.js'
import { all } from './cases.ts'

const oracle = join(import.meta.dirname, '../../../oracle')
const known = new Map(all.map(({ definition }) => [definition.name, definition]))
const verification = verify({ folder: oracle })
const scratch = mkdtempSync(join(tmpdir(), 'acm-verify-'))
afterAll(() => {
  configure({ backend: 'wasm' })
  rmSync(scratch, { recursive: true, force: true })
})

describe('every stored value', () => {
  test.each(verification.proofs.map((proof) => [`${proof.kernel} on ${proof.backend}`, proof] as const))('of %s is met to its bound', (_, proof) => {
    expect(proof.cases).toBeGreaterThan(0)
    expect(proof.error, `${JSON.stringify(proof.worst)} in ${proof.unit}`).toBeLessThanOrEqual(proof.bound)
    expect(proof.passed).toBe(true)
  })

  test('is read, on every engine', () => {
    expect(verification.unread).toEqual([])
    expect(new Set(verification.proofs.map(({ kernel }) => kernel)).size).toBeGreaterThanOrEqual(60)
    expect(verification.skipped).toEqual({})
  })

  test('came with the package', () => {
    expect(storedCases().cases.length).toBe(storedCases(oracle).cases.length)
  })
})

test('values at some places alone are compared there, in their own units', () => {
  const folder = mkdtempSync(join(scratch, 'sparse-'))
  const stored = { x: [1, 2, 4, 8], alpha: 0.5, exact: [1.5, 2.75], at: [1, 2] }
  const proofs = (change: object) => {
    writeFileSync(join(folder, 'sparse.json'), JSON.stringify({ ewma: { ...stored, ...change } }))
    return verify({ folder, backends: ['wasm'] }).proofs
  }
  expect(proofs({})).toMatchObject([{ kernel: 'ewma', numbers: 2, error: 0, passed: true }])
  expect(proofs({ exact: [1.5, 2], unit: [1, 1e12] })).toMatchObject([{ error: 0.75e-12, passed: true, worst: { index: 2, actual: 2.75 } }])
  expect(proofs({ exact: [1.5, 2], unit: 1 })).toMatchObject([{ error: 0.75, passed: false }])
  expect(proofs({ at: [1, 4] })).toMatchObject([{ error: Number.POSITIVE_INFINITY, passed: false }])
})

describe('a stored value that is wrong', () => {
  const corrupted = (family: string, change: (content: never) => void) => {
    cpSync(oracle, scratch, { recursive: true })
    const file = join(scratch, `${family}.json`)
    const content = JSON.parse(readFileSync(file, 'utf8'))
    change(content as never)
    writeFileSync(file, JSON.stringify(content))
    return verify({ folder: scratch, backends: ['wasm'] }).proofs.filter(({ passed }) => !passed)
  }

  test('is found in the last bit of an order statistic', () => {
    const failed = corrupted('rolling', ({ cases }: { cases: { kernel: string; exact: number[] }[] }) => {
      const { exact } = cases.find(({ kernel }) => kernel === 'rollingMedian') as (typeof cases)[number]
      exact[7] *= 1 + 2 ** -52
    })
    expect(failed).toMatchObject([{ kernel: 'rollingMedian', worst: { index: 7, output: 'out', case: 'noise' } }])
  })

  test('is found where NaN was expected, and where it was not', () => {
    const failed = corrupted('robust', ({ cases }: { cases: { exact: Record<string, number | null> }[] }) => {
      cases[0].exact.mean = null
      cases[15].exact.std = 0
    })
    expect(failed.map(({ kernel, error }) => [kernel, error])).toEqual([
      ['mean', Number.POSITIVE_INFINITY],
      ['std', Number.POSITIVE_INFINITY],
    ])
  })

  test('is found where one is too many', () => {
    const failed = corrupted('linalg', ({ gram }: { gram: { exact: number[] }[] }) => void gram[0].exact.push(0))
    expect(failed).toMatchObject([{ kernel: 'gram', error: Number.POSITIVE_INFINITY }])
  })
})

describe('a file of a new family', () => {
  const read = (content: unknown) => readCases('new', content, known)
  const x = { rows: 2, cols: 2, values: [1, null, 3, 4] }
  const only = ({ cases, unread }: { cases: StoredCase[]; unread: Unread[] }): StoredCase => {
    expect({ cases: cases.length, unread }).toEqual({ cases: 1, unread: [] })
    return cases[0]
  }

  test.each([
    ['by a field', { cases: [{ kernel: 'ewma', x, alpha: 0.5, exact: [1, 1, 3, 3.5] }] }],
    ['by the key around it', { ewma: [{ x, alpha: 0.5, exact: [1, 1, 3, 3.5] }] }],
    ['within', { cases: [{ x, alpha: 0.5, exact: { ewma: [1, 1, 3, 3.5] } }] }],
    ['with options', { ewma: [{ x, options: { alpha: 0.5 }, exact: { out: [1, 1, 3, 3.5] } }] }],
    [
      'with columns listed',
      {
        alpha: 0.5,
        ewma: {
          x: [
            [1, null],
            [3, 4],
          ],
          exact: [
            [1, 1],
            [3, 3.5],
          ],
        },
      },
    ],
    ['with an input by name', { inputs: { gap: x }, ewma: [{ input: 'gap', alpha: 0.5, exact: { out: x.values.map(() => 1) } }] }],
  ])('may name its kernel %s', (_, content) => {
    const { definition, first, options, expected } = only(read(content))
    expect(definition.name).toBe('ewma')
    expect(first).toEqual({ rows: 2, cols: 2, values: Float64Array.of(1, Number.NaN, 3, 4) })
    expect(options).toEqual({ alpha: 0.5 })
    expect(expected.out.high.length).toBe(4)
  })

  test('may hold some values of an output, infinities, and the unit of its errors', () => {
    const { expected, fields } = only(read({ ewma: { x, alpha: 1, exact: ['Infinity', null], at: [3, 0], unit: [1, 2] } }))
    expect(expected).toEqual({ out: { high: Float64Array.of(Number.POSITIVE_INFINITY, Number.NaN), at: Float64Array.of(3, 0) } })
    expect(fields.unit).toEqual([1, 2])
  })

  test('may name every array by an entry of inputs', () => {
    const inputs = { noise: [1, 3], other: [2, null] }
    const { first, options } = only(read({ inputs, rollingCorr: [{ input: 'noise', y: 'other', window: 2, exact: [null, null] }] }))
    expect(first).toEqual({ rows: 2, cols: 1, values: Float64Array.of(1, 3) })
    expect(options).toEqual({ y: { rows: 2, cols: 1, values: Float64Array.of(2, Number.NaN) }, window: 2 })
  })

  test('may hold arguments named high and low beside exact values', () => {
    const { options, expected } = only(read({ low: [0], high: [1], bandEnergy: { x: [1, 2], exact: [0.25] } }))
    expect(options).toEqual({ low: Float64Array.of(0), high: Float64Array.of(1) })
    expect(expected).toEqual({ out: { high: Float64Array.of(0.25) } })
  })

  test('whose cases lack something is told, not passed over', () => {
    expect(read({ ewma: [{ x, exact: [1] }] }).unread).toEqual([{ kernel: 'ewma', where: 'new.ewma[0]', reason: 'alpha is not stored' }])
    expect(read({ ewma: [{ x, alpha: 1, exact: 'many' }] }).unread).toEqual([
      { kernel: 'ewma', where: 'new.ewma[0]', reason: 'its exact values are not numbers of out' },
    ])
  })
})

test.each([
  [1, 1, 0],
  [Number.NaN, Number.NaN, 0],
  [-0, 0, 0],
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0],
  [1.5, 1, 5],
  [Number.NaN, 1, Number.POSITIVE_INFINITY],
  [1, Number.NaN, Number.POSITIVE_INFINITY],
  [Number.POSITIVE_INFINITY, 1, Number.POSITIVE_INFINITY],
])('%d beside the exact %d is off by %d units of a tenth', (actual, exact, error) => {
  expect(errorOf(actual, exact, 0.1)).toBe(error)
})
