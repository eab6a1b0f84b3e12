import { minute, normal } from '@acm/simulator'
import { expect, test } from 'vitest'
import { holding } from '../dist/phases/prepare/holding.js'
import { judgedValues, naturesOf } from '../dist/phases/prepare/natures.js'
import { courseOf, stateRuleOf } from '../dist/phases/prepare/states.js'

const ROWS = 1200
const time = Float64Array.from({ length: ROWS }, (_, row) => row * minute)
const noise = normal(5)
const draws = Array.from({ length: 8 }, () => Array.from({ length: ROWS }, () => noise()))
const tableOf = (columns: readonly (readonly number[])[]) => ({
  values: Float64Array.from(columns.flat()),
  rows: columns[0].length,
  cols: columns.length,
})
const natures = (columns: Readonly<Record<string, readonly number[]>>) =>
  naturesOf(
    tableOf(Object.values(columns)),
    time,
    Object.keys(columns).map((name) => ({ name })),
    minute,
  )
const rows = (value: (row: number) => number): number[] => Array.from({ length: ROWS }, (_, row) => value(row))
/** Goes round once in 300 rows. */
const round = (row: number): number => (((row * 1.2 + 3 * draws[0][row]) % 360) + 360) % 360

test.each([
  ['a measurement', rows((row) => draws[0][row]), 'value'],
  ['row numbers', rows((row) => row), ''],
  ['running hours by the tenth', rows((row) => Math.floor(row / 6) / 10), ''],
  ['a meter of what is used by day and by night', rows((row) => Math.floor(row * 4 + 900 * Math.sin(row / 250)) + 9000), 'rate'],
  ['a rise that falls now and then', rows((row) => row + 3 * draws[0][row]), 'value'],
  ['a direction', rows(round), 'sine cosine'],
  ['a direction that never goes through north', rows((row) => 200 + 20 * draws[0][row]), 'value'],
  ['something of 0 to 360 that jumps about', rows((row) => Math.abs(180 + 170 * Math.sin(row * row))), 'value'],
])('%s is judged as "%s"', (_, values, expected) => {
  const { columns, setAside } = natures({ T: values })
  expect(columns.map(({ nature }) => nature).join(' ')).toBe(expected)
  expect(setAside).toHaveLength(expected === '' ? 1 : 0)
})

const base = rows((row) => 50 + 3 * draws[1][row])
test.each([
  ['copies', base, base.map((value, row) => value + 0.01 * draws[2][row]), 'A', 'B', true],
  ['an average and the least of it', base, base.map((value, row) => value - 0.2 - 0.1 * Math.abs(draws[2][row])), 'A', 'B', true],
  ['of one name but for the word', base, base.map((value, row) => value - 9 - 9 * Math.abs(draws[2][row])), 'speed_avg', 'speed_min', true],
  ['the same, of other names', base, base.map((value, row) => value - 9 - 9 * Math.abs(draws[2][row])), 'speed', 'flow', false],
  ['what goes along', base, base.map((value, row) => value + 2 * draws[2][row]), 'A', 'B', false],
  ['what goes the other way', base, base.map((value) => -value), 'A', 'B', false],
])('two columns, %s: one quantity is %#', (_, a, b, first, second, same) => {
  const [one, other] = natures({ [first]: a, [second]: b }).columns
  expect(one.quantity === other.quantity).toBe(same)
})

test.each([
  ['Motor speed', undefined, true],
  ['n', 'rpm', true],
  ['ambient_temp', 'degC', true],
  ['Set Point', undefined, true],
  ['bearing temperature', 'degC', false],
  ['Wind', 'm/s', false],
])('"%s" in %s says how the machine is run: %s', (name, unit, expected) => {
  const { columns } = naturesOf(tableOf([draws[0]]), time, [{ name, ...(unit !== undefined && { unit }) }], minute)
  expect(columns[0].operating).toBe(expected)
})

test('a rate goes on from the row before, and a fall is missing', () => {
  const x = tableOf([[160, 220, 100, 400]])
  const at = Float64Array.from({ length: 4 }, (_, row) => (row + 1) * minute)
  const column = [{ sensor: 0, nature: 'rate' as const }]
  expect([...judgedValues(column, x, at, { time: 0, values: Float64Array.of(100) }).values]).toEqual([1, 1, Number.NaN, 5])
  expect([...judgedValues(column, x, at).values]).toEqual([Number.NaN, 1, Number.NaN, 5])
})

test('a value holds for thirty rows, over portions too', () => {
  const gap = tableOf([[7, ...Array(40).fill(Number.NaN), 8]])
  const { x } = holding(gap, [30])
  expect([x.values[30], x.values[31], x.values[41]]).toEqual([7, Number.NaN, 8])
  const first = holding(tableOf([[7, ...Array(9).fill(Number.NaN)]]), [30])
  const second = holding(tableOf([Array(30).fill(Number.NaN)]), [30], first)
  expect([second.x.values[20], second.x.values[21]]).toEqual([7, Number.NaN])
})

const stands = (row: number): boolean => row % 300 >= 200
const speed = rows((row) => (stands(row) ? 0 : 100) + draws[3][row])
test.each([
  [
    'speed and what follows it',
    [speed, rows((row) => (stands(row) ? 20 : 60) + draws[4][row]), rows((row) => (stands(row) ? 1 : 9) + draws[5][row])],
    true,
  ],
  ['one response that stops alone: a fault', [speed, rows((row) => 60 + draws[4][row]), rows((row) => 9 + draws[5][row])], false],
  ['one sensor', [speed], true],
  ['two loads, neither near nothing', [speed.map((value) => value + 200)], false],
  ['no clear gap', [rows((row) => (row % 900) / 10 + draws[3][row])], false],
  ['stops too rare to be a state', [rows((row) => (row > 1190 ? 0 : 100) + draws[3][row])], false],
])('%s: two states is %#', (_, columns, expected) => {
  expect(stateRuleOf(tableOf(columns)) !== undefined).toBe(expected)
})

test('a state settles after a change, holds where its column is missing, and goes on from the rows before', () => {
  const x = tableOf([[100, 100, 0, 0, Number.NaN, 0, 100, 100]])
  const at = Float64Array.from({ length: 8 }, (_, row) => row * minute)
  const rule = { column: 0, cut: 50 }
  const { states, settled, state, since } = courseOf(rule, 2 * minute, x, at)
  expect([...states]).toEqual([1, 1, 0, 0, 0, 0, 1, 1])
  expect([...settled]).toEqual([1, 1, 0, 0, 1, 1, 0, 0])
  expect([state, since]).toEqual([1, 6 * minute])
  const next = courseOf(rule, 2 * minute, tableOf([[Number.NaN, 100]]), Float64Array.of(8 * minute, 9 * minute), { state, since })
  expect([...next.settled]).toEqual([1, 1])
})
