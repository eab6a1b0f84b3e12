// The same bits from one thread and many, the same answer from every engine, at sizes where teams really share work.
import { expect, test } from 'vitest'
import { type Columns, Matrix, matrix, rollingMinMax } from '../dist/index.js'
import { all, bitDifference, conformanceCases, difference, fillings, generator, makeCase, outputs, relevant } from './cases.ts'
import { hasTeams, programEngine, referenceEngine, use } from './engines.ts'

const named = all.map((kernel) => [kernel.definition.name, kernel] as const)
const teams = (hasTeams ? [2, 3, 7] : []).map((threads) => programEngine(threads))
const alone = programEngine(1)
const reference = referenceEngine()

test.each(named)('%s gives the same bits for 1, 2, 3 and 7 threads, and its reference within the bound', (_, kernel) => {
  for (const { label, made } of conformanceCases(kernel)) {
    use(alone)
    const one = outputs(kernel(made.first, made.options))
    for (const team of teams) {
      use(team)
      const many = outputs(kernel(made.first, made.options))
      for (const key in one) expect(bitDifference(one[key], many[key]), `${label}, ${team.threads} threads, ${key}`).toBeUndefined()
    }
    use(reference)
    const plain = outputs(kernel(made.first, made.options))
    for (const key in one) expect(difference(one[key], plain[key], kernel.definition, plain), `${label}, ${key}`).toBeUndefined()
  }
})

test.each(named)('%s stores only the one NaN', (_, kernel) => {
  use(alone)
  const canonical = 0x7ff8000000000000n
  for (const filling of ['gaps', 'missing', 'constant']) {
    const made = makeCase(kernel.definition, 37, 3, fillings[filling], generator(3))
    for (const values of Object.values(outputs(kernel(made.first, made.options))))
      for (const bits of new BigUint64Array(values.buffer)) {
        const nan = (bits & 0x7ff0000000000000n) === 0x7ff0000000000000n && (bits & 0xfffffffffffffn) !== 0n
        if (nan) expect(bits).toBe(canonical)
      }
  }
})

test.each(named.filter(([, { definition }]) => definition.columnwise))(
  '%s gives the same bits a few columns at a time and all at once',
  (_, kernel) => {
    for (const engine of [alone, ...teams.slice(0, 1)])
      for (const [rows, cols] of [
        [5000, 29],
        [40_000, 5],
      ]) {
        use(engine)
        const made = makeCase(kernel.definition, rows, cols, fillings.gaps, generator(cols), relevant(kernel, { window: 20, minPeriods: 3 }))
        const parts = outputs(kernel(made.first, made.options))
        const resident = kernel(matrix(made.first as Columns), made.options) as unknown as Matrix | Record<string, Matrix>
        const whole = resident instanceof Matrix ? { out: resident } : resident
        for (const key in parts)
          expect(bitDifference(parts[key], whole[key as 'out'].toArray()), `${rows} × ${cols}, ${engine.name}, ${key}`).toBeUndefined()
      }
  },
)

test('an output that lies over columns still to be read is worked all at once', () => {
  const [rows, cols] = [5000, 29]
  const random = generator(8)
  const x = Float64Array.from({ length: rows * cols }, () => random())
  for (const engine of [alone, ...teams.slice(0, 1)]) {
    use(engine)
    const expected = rollingMinMax({ values: x, rows, cols }, { window: 5 })
    const shared = new Float64Array(2 * rows * cols)
    shared.set(x)
    rollingMinMax({ values: shared.subarray(0, rows * cols), rows, cols }, { window: 5, out: shared })
    expect(bitDifference(shared, expected), engine.name).toBeUndefined()
  }
})
