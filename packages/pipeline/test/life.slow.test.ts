import { toJson } from '@acm/contract'
import { describe, expect, it } from 'vitest'
import { lifeModelOf } from '../dist/index.js'
import { column, emptyColumns, takeSpans } from '../src/columns.ts'
import { fitConditions } from '../src/life/conditions.ts'
import { fitBands, intervalAt } from '../src/life/conformal.ts'
import { featuresOf } from '../src/life/features.ts'
import type { Fleet, Unit } from '../src/life/fleet.ts'
import { fleetOf } from '../src/life/fleet.ts'
import { lifeDefaults, predictLife, trainLife } from '../src/life/life.ts'

function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
const normal = (next: () => number): number => Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next())

/** A machine whose two sensors leave their usual values as wear grows towards the end; `load` shifts both, more than any wear does. */
function machine(name: string, life: number, next: () => number): Unit {
  const x = emptyColumns(life, 4)
  const start = normal(next)
  for (let row = 0; row < life; row++) {
    const wear = Math.exp((row - life) / 40)
    const load = Math.floor(3 * next())
    const put = (col: number, value: number): void => {
      column(x, col)[row] = value
    }
    put(0, 100 + 20 * load + start + 8 * wear + 0.5 * normal(next))
    put(1, 50 - 10 * load - 5 * wear + 0.5 * normal(next))
    put(2, load * 1000)
    put(3, 7)
  }
  return { name, age: Float64Array.from({ length: life }, (_, row) => row), x }
}

/** The machine as it was known after so many rows. */
const cut = ({ name, age, x }: Unit, rows: number): Unit => ({ name, age: age.slice(0, rows), x: takeSpans(x, [{ begin: 0, end: rows }]) })

function fleet(count: number, seed: number, share = 1): Fleet {
  const next = random(seed)
  const units = Array.from({ length: count }, (_, i) => {
    const life = 120 + Math.floor(100 * next())
    return cut(machine(`m${i}`, life, next), Math.floor(share * life))
  })
  return { sensors: ['temperature', 'pressure', 'load', 'constant'], ageUnit: 'cycles', units }
}

const settings = { ...lifeDefaults, operating: ['load'], cap: 100 }
const model = trainLife(fleet(30, 1), settings)

describe('life model', () => {
  it('finds the conditions from the operating variables alone, and one where they are a cloud', () => {
    expect(model.conditions.k).toBe(3)
    const next = random(5)
    const cloud = { values: Float64Array.from({ length: 900 }, () => next()), rows: 300, cols: 3 }
    expect(fitConditions(cloud, [0, 1, 2], 1).k).toBe(1)
  })

  it('predicts machines it never saw better than a calendar, with intervals that hold', () => {
    const whole = fleet(30, 2).units
    const rows = [0.5, 0.7, 0.85, 0.95].flatMap((share) =>
      predictLife(model, fleet(30, 2, share)).map((one, i) => ({ ...one, truth: Math.min(whole[i].age.length - 1 - one.age, 100) })),
    )
    const rmse = Math.sqrt(rows.reduce((sum, { remaining, truth }) => sum + (remaining - truth) ** 2, 0) / rows.length)
    const calendar = Math.sqrt(rows.reduce((sum, { age, truth }) => sum + (Math.min(Math.max(170 - age, 0), 100) - truth) ** 2, 0) / rows.length)
    expect(rmse).toBeLessThan(0.6 * calendar)
    const coverage = rows.filter(({ p10, p90, truth }) => p10 <= truth && truth <= p90).length / rows.length
    expect(coverage).toBeGreaterThan(0.7)
    expect(coverage).toBeLessThan(0.92)
    for (const { p10, p50, p90 } of rows) expect(p10 <= p50 && p50 <= p90).toBe(true)
  })

  it('says what it reached on held-out machines, and takes the better of two learners', () => {
    const { trees, ridge } = model.heldOut
    expect(model.heldOut[model.learner]?.rmse).toBe(Math.min(trees?.rmse ?? 0, ridge?.rmse ?? 0))
    expect(trees?.coverage).toBeGreaterThan(0.7)
  })

  it('looks at no later row: features stay when more rows follow', () => {
    const [unit] = fleet(1, 3).units
    const [whole, early] = [featuresOf(unit, unit.x), featuresOf(cut(unit, 40), cut(unit, 40).x)]
    expect(takeSpans(whole, [{ begin: 0, end: 40 }])).toEqual(early)
  })

  it('goes to JSON and back to the same predictions', () => {
    const again = lifeModelOf(toJson(model))
    expect(again).toEqual(model)
    expect(predictLife(again, fleet(5, 4, 0.8))).toEqual(predictLife(model, fleet(5, 4, 0.8)))
  })

  it('doubts what it cannot know', () => {
    const [young] = predictLife(model, fleet(1, 6, 0.05))
    expect(young.doubts.join()).toMatch(/only \d+ rows are known/)
    const old = machine('old', 400, random(7))
    expect(predictLife(model, { ...fleet(1, 1), units: [old] })[0].doubts.join()).toMatch(/older \(399 cycles\)/)
  })

  it.each([
    [() => trainLife(fleet(9, 1), settings), 'ACM-DATA-FEW-UNITS'],
    [() => trainLife(fleet(12, 1, 0.1), settings), 'ACM-DATA-FEW-ROWS'],
    [() => trainLife(fleet(12, 1), { ...settings, operating: ['laod'] }), 'ACM-USAGE-UNKNOWN-SENSOR'],
    [() => predictLife(model, { ...fleet(1, 1), sensors: ['a', 'b', 'c', 'd'] }), 'ACM-DATA-SENSORS-MISSING'],
  ])('refuses what it cannot learn from', (work, code) => {
    expect(work).toThrow(expect.objectContaining({ code }))
  })
})

describe('fleetOf', () => {
  const history = {
    files: ['fleet.csv'],
    sensors: [{ name: 'unit' }, { name: 'cycle' }, { name: 's' }],
    time: Float64Array.of(0, 3.6e6, 0, 7.2e6),
    zoned: false,
    values: Float64Array.of(1, 1, 2, 2, 2, 1, 1, 5, 10, 11, 12, 13),
    rows: 4,
    setAside: [],
    rejectedRows: 0,
    rejected: [],
  }

  it('divides a table by its unit column, in order of age', () => {
    const { units, sensors, ageUnit } = fleetOf([history], { unit: 'unit', age: 'cycle' })
    expect(sensors).toEqual(['s'])
    expect(ageUnit).toBe('cycles')
    expect(units.map(({ name, age, x }) => [name, [...age], [...x.values]])).toEqual([
      ['1', [1, 2], [11, 10]],
      ['2', [1, 5], [12, 13]],
    ])
  })

  it('takes hours since the first row where no column counts cycles', () => {
    expect(fleetOf([history], { unit: 'unit' }).units.map(({ age }) => [...age])).toEqual([
      [0, 1],
      [0, 2],
    ])
    expect([...fleetOf([history], {}).units[0].age]).toEqual([0, 0, 1, 2])
  })

  it('refuses a column that is not there, and histories of other sensors', () => {
    expect(() => fleetOf([history], { unit: 'engine' })).toThrow(expect.objectContaining({ code: 'ACM-USAGE-UNKNOWN-SENSOR' }))
    const other = { ...history, sensors: [{ name: 'unit' }, { name: 'cycle' }, { name: 't' }] }
    expect(() => fleetOf([history, other], {})).toThrow(expect.objectContaining({ code: 'ACM-DATA-SENSORS-MISSING' }))
  })
})

describe('conformal bands', () => {
  it('are ordered, within 0 and the cap, and as wide as the errors are', () => {
    const predicted = Float64Array.from({ length: 2000 }, (_, i) => i / 20)
    const truth = predicted.map((value, i) => value + ((i % 21) - 10))
    const bands = fitBands(predicted, truth, 1000)
    const { p10, p50, p90 } = intervalAt(50, bands, 100)
    expect(p50).toBeCloseTo(50, 0)
    expect(p90 - p10).toBeGreaterThan(15)
    expect(p90 - p10).toBeLessThan(18.5)
    expect(intervalAt(99, bands, 100).p90).toBe(100)
    expect(intervalAt(0, bands, 100).p10).toBe(0)
  })
})
