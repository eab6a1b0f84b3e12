// Checks of what comes from outside: each takes a value that JSON gave and returns it typed, or raises a Problem that names the place.
// Numbers come back to the same bits: a list of doubles is { "doubles": [...] } with null for NaN, and texts for infinities and −0.

import { Problem } from './problem.ts'

/** `at` names the place: "strands[0].raw.model.scaling". Raises Misfit. */
export type Check<T> = (value: unknown, at: string) => T

/** A value that is not what it should be. Its message is the place and what was expected there. */
export class Misfit extends Error {}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

function reject(value: unknown, at: string, wanted: string): never {
  throw new Misfit(`${at || 'it'} should be ${wanted} and is ${shown(value)}`)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)

const toDouble = (value: unknown): number | undefined => {
  if (value === null) return Number.NaN
  if (value === '-0' || value === 'Infinity' || value === '-Infinity') return Number(value)
  return typeof value === 'number' ? value : undefined
}

export const text: Check<string> = (value, at) => (typeof value === 'string' ? value : reject(value, at, 'a text'))
export const flag: Check<boolean> = (value, at) => (typeof value === 'boolean' ? value : reject(value, at, 'true or false'))

/** A number; JSON writes NaN as null. */
export const number: Check<number> = (value, at) => toDouble(value) ?? reject(value, at, 'a number')

/** A whole number from `least` on. */
export const whole =
  (least = 0): Check<number> =>
  (value, at) =>
    Number.isSafeInteger(value) && (value as number) >= least ? (value as number) : reject(value, at, `a whole number from ${least} on`)

export const oneOf =
  <T extends string | number>(...allowed: readonly T[]): Check<T> =>
  (value, at) =>
    allowed.includes(value as T) ? (value as T) : reject(value, at, `one of ${allowed.join(', ')}`)

/** Doubles, as many as `length` where it is given. A plain loop: 1.6 ms for a model of 50 sensors, a reviver 5.7 (measured). */
export const doubles =
  (length?: number): Check<Float64Array> =>
  (value, at) => {
    const given = isObject(value) ? value.doubles : undefined
    if (!Array.isArray(given)) reject(value, at, 'a list of doubles')
    if (length !== undefined && given.length !== length) reject(given.length, `the length of ${at}`, String(length))
    const out = new Float64Array(given.length)
    for (let i = 0; i < out.length; i++) out[i] = toDouble(given[i]) ?? reject(given[i], `${at}[${i}]`, 'a number')
    return out
  }

/** A list, as long as `length` where it is given. */
export const list =
  <T>(of: Check<T>, length?: number): Check<readonly T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) reject(value, at, 'a list')
    if (length !== undefined && value.length !== length) reject(value.length, `the length of ${at}`, String(length))
    return value.map((one, i) => of(one, `${at}[${i}]`))
  }

/** Entries by names that are not known beforehand. */
export const entries =
  <T>(of: Check<T>): Check<Readonly<Record<string, T>>> =>
  (value, at) => {
    if (!isObject(value)) reject(value, at, 'an object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, of(one, `${at}.${key}`)]))
  }

type Checked<S> = { readonly [K in keyof S]: S[K] extends Check<infer T> ? T : never }
type Optional<S> = { readonly [K in keyof S]?: S[K] extends Check<infer T> ? T : never }

/** An object with these entries, and those of `maybe` where they are there; others are left out. */
export const object =
  <S extends Readonly<Record<string, Check<unknown>>>, O extends Readonly<Record<string, Check<unknown>>> = Readonly<Record<never, never>>>(
    shape: S,
    maybe?: O,
  ): Check<Checked<S> & Optional<O>> =>
  (value, at) => {
    if (!isObject(value)) reject(value, at, 'an object')
    const place = at === '' ? '' : `${at}.`
    const out: Record<string, unknown> = {}
    for (const [key, check] of Object.entries(shape)) out[key] = check(value[key], place + key)
    for (const [key, check] of Object.entries(maybe ?? {})) if (value[key] !== undefined) out[key] = check(value[key], place + key)
    return out as Checked<S> & Optional<O>
  }

/** A text of JSON as what it should be. `what` is for the message: "model". Raises Problem ACM-DATA-MODEL, which names the place in it. */
export function checked<T>(json: string, what: string, check: Check<T>): T {
  try {
    return check(JSON.parse(json), '')
  } catch (cause) {
    if (!(cause instanceof Misfit || cause instanceof SyntaxError)) throw cause
    const why = cause instanceof SyntaxError ? `it is no JSON: ${cause.message}` : cause.message
    throw new Problem('ACM-DATA-MODEL', `this is no ${what} that can be used: ${why}`, 'train it again, or give the file as it was written', {
      cause,
    })
  }
}

/** Plain data as JSON that `checked` reads back to the same bits. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, one) =>
    one instanceof Float64Array
      ? {
          doubles: Array.from(one, (double) =>
            Object.is(double, -0) ? '-0' : Number.isFinite(double) || Number.isNaN(double) ? double : String(double),
          ),
        }
      : one,
  )
}
