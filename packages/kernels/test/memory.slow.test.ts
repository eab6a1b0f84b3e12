// Calls give back what they take: a thousand of them, of every kernel, right and wrong, leave memory where it was.
import { afterAll, describe, expect, test } from 'vitest'
import type { ProgramBackend } from '../dist/backend/wasm.js'
import { WasmThreadsBackend } from '../dist/backend/wasm-threads.js'
import { configure, type Matrix, matrix } from '../dist/index.js'
import { all, type Case, fillings, generator, makeCase, outputs, type TestKernel } from './cases.ts'
import { programEngine, use } from './engines.ts'

const named = all.map((kernel) => [kernel.definition.name, kernel] as const)
const alone = programEngine(1)
const team = programEngine(2)
afterAll(() => configure({ backend: 'wasm' }))

const stateOf = ({ arena }: ProgramBackend): number[] => [arena.usedBytes, arena.memory.buffer.byteLength]

/** Leaves memory where it was over `calls` calls, the first few of which may still grow it. */
function expectSteady(engine: ProgramBackend, calls: number, call: (turn: number) => void): void {
  use(engine)
  for (let turn = 0; turn < 10; turn++) call(turn)
  const before = stateOf(engine)
  for (let turn = 0; turn < calls; turn++) call(turn)
  expect(stateOf(engine)).toEqual(before)
}

/** Cases of several sizes, so that blocks of one call do not fit where those of the last lay. */
const casesOf = ({ definition }: TestKernel): Case[] =>
  [1, 7, 64, 130, 33].map((rows, i) =>
    makeCase(definition, rows, 1 + (i % 4), fillings.noise, generator(rows), { window: 5, minPeriods: Math.min(2, rows) }),
  )

describe.each(named)('%s', (_, kernel) => {
  const cases = casesOf(kernel)

  test('a thousand calls leave memory where it was', () => {
    expectSteady(alone, 1000, (turn) => kernel(cases[turn % cases.length].first, cases[turn % cases.length].options))
  })

  test('thirty calls of a team leave memory where it was', () => {
    expectSteady(team, 30, (turn) => kernel(cases[turn % cases.length].first, cases[turn % cases.length].options))
  })

  test('a thousand refused calls leave memory where it was', () => {
    const names = Object.keys(kernel.definition.out)
    const wrong = names.length === 1 && names[0] === 'out' ? new Float64Array(11) : { [names[names.length - 1]]: new Float64Array(11) }
    expectSteady(alone, 1000, (turn) => {
      const { first, options } = cases[1 + (turn % (cases.length - 1))]
      const resident = first instanceof Float64Array ? undefined : matrix(first as never)
      expect(() => kernel(resident ?? first, { ...options, out: wrong })).toThrow(/holds 11 numbers/)
      resident?.free()
    })
  })

  test('a hundred resident results, freed, leave memory where it was', () => {
    const { first, options } = cases[2]
    if (first instanceof Float64Array) return
    expectSteady(alone, 100, () => {
      using x = matrix(first as never)
      const result = kernel(x, options) as unknown as Matrix | Record<string, Matrix>
      for (const one of 'free' in result ? [result as Matrix] : Object.values(result)) one.free()
    })
  })
})

test('100 × 5 wakes no team, whatever the kernel, and much more does', () => {
  const engine = new WasmThreadsBackend(2)
  use(engine)
  const { usedBytes } = engine.arena
  for (const kernel of all) {
    const { first, options } = makeCase(kernel.definition, 100, 5, fillings.noise, generator(1), { window: 16, minPeriods: 8 })
    outputs(kernel(first, kernel.definition.name === 'quantiles' ? { q: [0.1, 0.5, 0.9] } : options))
    // The team's control block stays in memory once it has started.
    expect(engine.arena.usedBytes, kernel.definition.name).toBe(usedBytes)
  }
  const gram = all.find(({ definition }) => definition.name === 'gram') as TestKernel
  gram({ values: new Float64Array(200_000), rows: 4000, cols: 50 })
  expect(engine.arena.usedBytes).toBeGreaterThan(usedBytes)
  engine.close()
})

describe('what does not fit says what would', () => {
  test.each(['wasm', 'wasm-threads', 'reference'] as const)('as a result of a kernel, on %s', (name) => {
    configure({ backend: name, threads: 2 })
    const gram = all.find(({ definition }) => definition.name === 'gram') as TestKernel
    const wide = { values: new Float64Array(3_000_000), rows: 1, cols: 3_000_000 }
    expect(() => gram(wide)).toThrow(RangeError)
    expect(() => gram(wide)).toThrow(/out would hold 3000000 × 3000000 = 9000000000000 numbers, more than .*; work in blocks/)
  })

  test.each(['wasm', 'wasm-threads'] as const)('as a Matrix, on %s', (name) => {
    configure({ backend: name, threads: 2 })
    const values = { length: 600_000_000 } as Float64Array
    expect(() => matrix({ values, rows: 6_000_000, cols: 100 })).toThrow(
      /^4578 MiB do not fit into program memory: .* of 4096 MiB are in use, so at most [\d,]+ numbers fit; work in blocks of columns$/,
    )
  })
})
