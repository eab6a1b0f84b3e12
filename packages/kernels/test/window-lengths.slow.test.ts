// The sweep's windows end at 42 rows. Rolling order statistics go another way above 80 and 112 rows (assembly/lib/window/rolling-order.ts), and
// moments work in blocks of one window: every window around the switches and around powers of two, on painted memory.
import { expect, test } from 'vitest'
import { all, difference, type Filling, fillings, generator, outputs } from './cases.ts'
import { paintGuards, programEngine, referenceEngine, use } from './engines.ts'

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i)
const windows = [...range(60, 130), ...range(255, 258), ...range(511, 514)]

/** What is hard for a set of ranks that follows the median: it runs away, is gone for longer than a window, or jumps across the range. */
const courses: Record<string, Filling> = {
  ...fillings,
  rising: (random, row) => row + random(),
  falling: (random, row) => -row * 1e-3 + random() * 1e-3,
  jumping: (random, row) => (row % 150 < 75 ? -1e300 : 1e300) * (0.5 + random()),
  'long gaps': (random, row) => (row % 700 > 90 ? Number.NaN : random()),
  infinities: (random) => (random() < 0.5 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY),
  denormals: (random) => (random() - 0.5) * 5e-320,
}
const names = Object.keys(courses)

const reference = referenceEngine()
const program = programEngine(1)
paintGuards(program)

function compare(kernel: (typeof all)[number], rows: number, cols: number, filling: string, options: Record<string, number>): void {
  const random = generator(rows + options.window)
  const x = { values: Float64Array.from({ length: rows * cols }, (_, i) => courses[filling](random, i % rows)), rows, cols }
  use(reference)
  const expected = outputs(kernel(x, options))
  use(program)
  const actual = outputs(kernel(x, options))
  for (const name in expected) {
    const wrong = difference(actual[name], expected[name], kernel.definition)
    if (wrong) expect.fail(`${kernel.definition.name} ${filling} ${rows} × ${cols} ${JSON.stringify(options)}: ${wrong}`)
  }
}

/** A value for each argument beside the window, changing from turn to turn. */
function optionsFor(kernel: (typeof all)[number], window: number, turn: number): Record<string, number> {
  const { args } = kernel.definition
  const given: Record<string, number> = { window }
  if ('minPeriods' in args) given.minPeriods = [1, Math.ceil(window / 2), window, 0][turn % 4]
  if ('q' in args) given.q = [0, 0.01, 0.25, 0.5, 0.6180339887498949, 0.99, 1][turn % 7]
  for (const [name, arg] of Object.entries(args)) if ('min' in arg && !(name in given) && arg.default === undefined) given[name] = Number(arg.min)
  return given
}

/** Order statistics meet every course at every window; of the others, whose references are slower and which know no such switch, a third. */
const shareOf = (kernel: (typeof all)[number], turn: number): string[] =>
  names.filter((_, i) => kernel.definition.equals.kind === 'exact' || (i + turn) % 3 === 0)

const rolling = all.filter(
  ({ definition: { args } }) => 'window' in args && Object.values(args).filter(({ kind }) => kind === 'matrix' || kind === 'vector').length === 1,
)

test.each(rolling.map((kernel) => [kernel.definition.name, kernel] as const))('%s equals its reference around every switch of way', (_, kernel) => {
  let turn = 0
  for (const window of windows)
    for (const filling of shareOf(kernel, turn)) {
      const rows = [window - 1, window, window + 1, 2 * window + 3, 3 * window][turn % 5]
      compare(kernel, rows, 1 + (turn % 3), filling, optionsFor(kernel, window, turn++))
    }
})

test.each(rolling.map((kernel) => [kernel.definition.name, kernel] as const))('%s equals its reference across tiles', (_, kernel) => {
  let turn = 0
  for (const window of [79, 80, 81, 111, 112, 113, 257, 513])
    for (const filling of shareOf(kernel, turn)) compare(kernel, 4100 + turn, 1, filling, optionsFor(kernel, window, turn++))
})
