// Order statistics of columns long enough to be sampled, on what samples and pivots fear: ties, levels, order, periods, outliers.
import { expect, test } from 'vitest'
import * as kernels from '../dist/index.js'
import { generator } from './cases.ts'
import { paintGuards, programEngine, use } from './engines.ts'

const lengths = [639, 640, 641, 1000, 1001, 4096, 10_001]
const runs: Record<string, (row: number, rows: number, random: () => number) => number> = {
  noise: (_row, _rows, random) => random() - 0.5,
  equal: () => 3.7,
  'two levels': (_row, _rows, random) => (random() < 0.5 ? -1 : 1),
  'two levels, in two halves': (row, rows) => (row < rows / 2 ? 1 : 0),
  'nine levels': (_row, _rows, random) => Math.floor(random() * 9) / 10,
  'zeros of both signs': (_row, _rows, random) => [-0, 0, -1e-300, 1e-300][Math.floor(random() * 4)],
  rising: (row) => row,
  falling: (row) => -row,
  'organ pipes': (row, rows) => Math.min(row, rows - row),
  'one outlier': (row, _rows, random) => (row === 17 ? 1e300 : random()),
  'period of a stretch': (row) => (row % 20 === 7 ? -1 : 1) * (row % 20),
  'many decades': (_row, _rows, random) => (random() - 0.5) * 10 ** (random() * 600 - 300),
  'half of it is one value': (_row, _rows, random) => (random() < 0.5 ? 5 : random() * 10),
  'ends of the range': (_row, _rows, random) => (random() < 0.5 ? -1 : 1) * (1.7e308 + 1e306 * random()),
  gaps: (_row, _rows, random) => (random() < 0.2 ? Number.NaN : random() < 0.1 ? Number.NEGATIVE_INFINITY : random()),
}

const program = programEngine(1)
paintGuards(program)
const sorted = (values: Float64Array): Float64Array => values.filter(Number.isFinite).sort()
const midpoint = (a: number, b: number): number => (Number.isFinite(a + b) ? (a + b) / 2 : a / 2 + b / 2)
const middle = (ordered: Float64Array): number => midpoint(ordered[(ordered.length - 1) >> 1], ordered[ordered.length >> 1])
/** NumPy's line, on halves where a deviation overflows. */
function deviation(values: Float64Array): number {
  const center = middle(sorted(values))
  const observed = values.filter(Number.isFinite)
  const plain = middle(observed.map((v) => Math.abs(v - center)).sort())
  return Number.isFinite(plain) ? plain : 2 * middle(observed.map((v) => Math.abs(v / 2 - center / 2)).sort())
}

test.each(Object.entries(runs))('median and MAD of columns: %s', (_, run) => {
  use(program)
  const random = generator(11)
  for (const rows of lengths) {
    const values = Float64Array.from({ length: rows }, (_value, row) => run(row, rows, random))
    expect(kernels.median(values)[0], `median of ${rows}`).toBe(middle(sorted(values)) + 0)
    expect(kernels.mad(values)[0], `mad of ${rows}`).toBe(deviation(values) + 0)
  }
})

const levels = [0, 1e-9, 0.1, 0.25, 0.5, 0.75, 0.9, 1]
const many = Float64Array.from({ length: 30 }, (_, i) => i / 29)
/** The exact value rounded once lies between these two: the product with t and each sum may be off by one rounding. */
function bounds(ordered: Float64Array, q: number): [number, number] {
  const position = q * (ordered.length - 1)
  const [a, b] = [ordered[Math.floor(position)], ordered[Math.ceil(position)]]
  const value = a * (1 - (position % 1)) + b * (position % 1)
  const slack = position % 1 ? 2 ** -51 * Math.max(Math.abs(a), Math.abs(b)) : 0
  return [Math.max(a, value - slack), Math.min(b, value + slack)]
}

test.each(Object.entries(runs))('quantiles and IQR of columns: %s', (_, run) => {
  use(program)
  const random = generator(13)
  for (const rows of lengths) {
    const values = Float64Array.from({ length: rows }, (_value, row) => run(row, rows, random))
    const ordered = sorted(values)
    const byPasses = kernels.quantiles(values, { q: levels })
    expect([...kernels.quantiles(values, { q: [...levels, ...many] })].slice(0, levels.length), 'sorted').toEqual([...byPasses])
    byPasses.forEach((value, i) => {
      const [low, high] = bounds(ordered, levels[i])
      expect(value >= low && value <= high, `${levels[i]} of ${rows}: ${value} within ${low} … ${high}`).toBe(true)
    })
    const [low, high] = [bounds(ordered, 0.25), bounds(ordered, 0.75)]
    const range = kernels.iqr(values)[0]
    const slack = 2 ** -52 * Math.min(range, Number.MAX_VALUE)
    expect(range >= high[0] - low[1] - slack && range <= high[1] - low[0] + slack, `iqr of ${rows}: ${range}`).toBe(true)
  }
})

test('quantiles ascend with q, and a level outside 0 … 1 is an error', () => {
  use(program)
  const random = generator(17)
  const values = Float64Array.from({ length: 7 }, () => 1e9 + random())
  const q = Float64Array.from({ length: 10_000 }, (_, i) => i / 9999)
  const found = kernels.quantiles(values, { q })
  for (let i = 1; i < found.length; i++) expect(found[i], `at ${q[i]}`).toBeGreaterThanOrEqual(found[i - 1])
  expect(() => kernels.quantiles(values, { q: [0.5, 1.5] })).toThrow(new RangeError('q[1] was 1.5; a finite number from 0 to 1 is allowed'))
  expect(() => kernels.quantiles(values, { q: [Number.NaN] })).toThrow(RangeError)
  expect(() => kernels.quantiles(values, { q: [] })).toThrow('q has 0 levels; at least 1')
  expect(() => kernels.quantiles(values, { q: 0.5 as never })).toThrow(TypeError)
})
