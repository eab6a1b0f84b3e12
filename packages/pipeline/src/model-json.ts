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

/** A value with typed arrays where JSON has { "doubles": … }. Plain walk: a reviver is called for every number (5.7 ms instead of 1.6 for 50 sensors). */
function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(revived)
  const { doubles } = value as { doubles?: unknown }
  if (Array.isArray(doubles)) return Float64Array.from(doubles, fromDouble)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revived(inner)]))
}

/** Raises SyntaxError for a text that is no JSON. */
export const modelFromJson = (text: string): unknown => revived(JSON.parse(text))
