// Every small shape of every kernel, on painted memory, against the plain meaning: a wrong band of lengths has nowhere to hide.
import { expect, test } from 'vitest'
import type { ProgramBackend } from '../dist/backend/wasm.js'
import { all, type Case, difference, fillings, generator, keep, makeCase, outputs, type TestKernel } from './cases.ts'
import { hasTeams, paintGuards, programEngine, referenceEngine, use } from './engines.ts'

const ROWS = 40
const COLS = 5
const shapes = Array.from({ length: ROWS * COLS }, (_, i) => ({ rows: 1 + (i % ROWS), cols: 1 + Math.floor(i / ROWS) }))

function* cases(kernel: TestKernel): Generator<{ label: string; made: Case }> {
  const random = generator(7)
  const names = Object.keys(fillings)
  let turn = 0
  for (const { rows, cols } of shapes) {
    const windows =
      'window' in kernel.definition.args ? Array.from({ length: rows + 2 }, (_, i) => ({ window: i + 1 })) : Array(names.length).fill({})
    for (const scalars of windows) {
      const filling = names[turn++ % names.length]
      yield {
        label: `${filling} ${rows} × ${cols} ${JSON.stringify(scalars)}`,
        made: makeCase(kernel.definition, rows, cols, fillings[filling], random, scalars),
      }
    }
  }
}

const reference = referenceEngine()
const engines = new Map<number, ProgramBackend>()

/** One engine a team size, with painted memory. */
function painted(threads: number): ProgramBackend {
  const made = engines.get(threads) ?? programEngine(threads)
  if (!engines.has(threads)) paintGuards(made)
  engines.set(threads, made)
  return made
}

function sweep(kernel: TestKernel, threads: number, stride: number): void {
  const program = painted(threads)
  let turn = 0
  for (const { label, made } of cases(kernel)) {
    if (turn++ % stride) continue
    const isKept = keep(made)
    use(reference)
    const expected = outputs(kernel(made.first, made.options))
    use(program)
    const actual = outputs(kernel(made.first, made.options))
    if (!isKept()) expect.fail(`${kernel.definition.name} ${label} changed its input`)
    for (const name in expected) {
      const wrong = difference(actual[name], expected[name], kernel.definition, expected)
      if (wrong) expect.fail(`${kernel.definition.name} ${name} ${label}: ${wrong}\n${JSON.stringify(made.options)}`)
    }
  }
}

test.each(all.map((kernel) => [kernel.definition.name, kernel] as const))(
  '%s equals its reference on every small shape, within its memory',
  (_, kernel) => {
    sweep(kernel, 1, 1)
  },
)

test.skipIf(!hasTeams).each(all.map((kernel) => [kernel.definition.name, kernel] as const))(
  '%s on a team of three equals its reference',
  (_, kernel) => {
    sweep(kernel, 3, 59)
  },
)
