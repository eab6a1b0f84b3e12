// Every small shape of every kernel, on painted memory, against the plain meaning: a wrong band of lengths has nowhere to hide.
import { expect, test } from 'vitest'
import { all, type Case, difference, fillings, generator, makeCase, outputs, type TestKernel } from './cases.ts'
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

function sweep(kernel: TestKernel, threads: number, stride: number): void {
  const reference = referenceEngine()
  const program = programEngine(threads)
  paintGuards(program)
  let turn = 0
  for (const { label, made } of cases(kernel)) {
    if (turn++ % stride) continue
    use(reference)
    const expected = outputs(kernel(made.first, made.options))
    const before = structuredClone(made)
    use(program)
    const actual = outputs(kernel(made.first, made.options))
    expect(made, `${label} changed its input`).toEqual(before)
    for (const name in expected) {
      const wrong = difference(actual[name], expected[name], kernel.definition, expected)
      if (wrong) expect.fail(`${kernel.definition.name} ${name} ${label}: ${wrong}\n${JSON.stringify(made.options)}`)
    }
  }
  use(reference)
  program.close()
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
