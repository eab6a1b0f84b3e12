// Models as JSON and back, to the same bits: a typed array becomes { "doubles": [...] }, with null for NaN and a text for an infinity.

type Double = number | 'Infinity' | '-Infinity' | null

const toDouble = (value: number): Double => (Number.isNaN(value) ? null : Number.isFinite(value) ? value : (String(value) as Double))
const fromDouble = (value: Double): number => (value === null ? Number.NaN : Number(value))

/** Numbers are written with as many digits as tell them from their neighbours, so they come back the same; so does −0. */
export function modelToJson(model: unknown): string {
  return JSON.stringify(model, (_, value) =>
    value instanceof Float64Array ? { doubles: Array.from(value, (one) => (Object.is(one, -0) ? '-0' : toDouble(one))) } : value,
  )
}

/** Raises SyntaxError for a text that is no JSON. */
export function modelFromJson(text: string): unknown {
  return JSON.parse(text, (_, value) => (Array.isArray(value?.doubles) ? Float64Array.from(value.doubles, fromDouble) : value))
}
