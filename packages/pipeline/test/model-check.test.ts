import { modelOf, Problem, storedContextOf, toJson } from '@acm/contract'
import { plant } from '@acm/simulator'
import { expect, test } from 'vitest'
import { defaults, train } from '../dist/index.js'

const { model, context } = await train({ history: plant({ rows: 600, sensors: 4 }), settings: { ...defaults, asset: 'pump' } })

test('a model and a context come back from JSON as they were', () => {
  expect(modelOf(toJson(model))).toEqual(model)
  expect(storedContextOf({ body: toJson(context) })).toEqual(context)
  const { time, values, ...rest } = context
  expect(storedContextOf({ body: toJson(rest), rows: { time, values } })).toEqual(context)
  expect(() => storedContextOf({ body: toJson(rest), rows: { time, values: values.slice(1) } })).toThrow(/should be one of 5 and is 4/)
})

/** Every way to spoil one entry of a value: taken out, or of another type. */
function* spoiled(value: unknown, at: string[] = []): Generator<{ at: string; json: string }> {
  const whole = JSON.parse(toJson(model))
  for (const key of Object.keys(value as object)) {
    const path = [...at, key]
    const holder = at.reduce((inner, name) => inner[name], whole)
    const before = holder[key]
    holder[key] = typeof before === 'object' ? 'spoiled' : { spoiled: true }
    yield { at: path.join('.'), json: JSON.stringify(whole) }
    holder[key] = before
    if (typeof before === 'object' && before !== null && key !== 'doubles' && !Array.isArray(before.doubles)) yield* spoiled(before, path)
  }
}

test('each entry of a model that is not as it should be is told, never met later', () => {
  const accepted = [...spoiled(JSON.parse(toJson(model)))].flatMap(({ at, json }) => {
    try {
      modelOf(json)
      return [at]
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'ACM-DATA-MODEL')) throw error
      return []
    }
  })
  expect(accepted).toEqual([])
})

test('lists of another length are told', () => {
  const short = JSON.parse(toJson(model))
  short.strands[0].center.doubles.pop()
  expect(() => modelOf(JSON.stringify(short))).toThrow('the length of strands[0].center should be 4 and is 3')
})
