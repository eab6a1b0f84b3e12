import { parseArgs } from 'node:util'
import type { Problem } from '@acm/contract'
import { usage } from '../problem.ts'
import { convert } from './convert.ts'
import { type FlagKey, flags, type Options } from './definitions.ts'
import { type Flag, longName, type VerbName } from './flag.ts'
import { nearest } from './nearest.ts'

export interface Parsed {
  readonly options: Options
  readonly operands: readonly string[]
}

/** A flag as one verb knows it. */
export interface VerbFlag {
  readonly key: FlagKey
  readonly name: string
  readonly flag: Flag
}

export function flagsOf(verb: VerbName): VerbFlag[] {
  return (Object.entries(flags) as [FlagKey, Flag][])
    .filter(([, flag]) => flag.verbs.includes(verb))
    .map(([key, flag]) => ({ key, name: longName(key, flag), flag }))
}

const isNegatable = (flag: Flag): boolean => 'negatable' in flag && flag.negatable === true

function unknownFlag(raw: string, verb: VerbName, known: readonly VerbFlag[]): Problem {
  const names = known.flatMap(({ name, flag }) => (isNegatable(flag) ? [`--${name}`, `--no-${name}`] : [`--${name}`]))
  const near = nearest(raw, names)
  return usage('UNKNOWN-FLAG', `acm ${verb} has no flag ${raw}`, near ? `did you mean ${near}?` : `see acm ${verb} --help`)
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}

/** A value that looks like a flag is a forgotten value, unless it was attached with "=" or is a lone dash. */
function givenValue(token: OptionToken, placeholder: string): string {
  const { rawName, value, inlineValue } = token
  if (value === undefined) throw usage('VALUE', `${rawName} needs a value`, `write ${rawName} ${placeholder}`)
  if (!inlineValue && /^-./.test(value) && !/^-\d/.test(value))
    throw usage(
      'VALUE',
      `${rawName} is followed by ${value} and has no value`,
      `write ${rawName} ${placeholder}, or ${rawName}=${value} if that is the value`,
    )
  return value
}

function takeOption(token: OptionToken, verb: VerbName, known: readonly VerbFlag[], into: Record<string, unknown>): void {
  const negated = known.find(({ name, flag }) => isNegatable(flag) && token.name === `no-${name}`)
  const found = negated ?? known.find(({ name }) => name === token.name)
  if (!found) throw unknownFlag(token.rawName, verb, known)
  const { key, flag } = found
  if ((negated || flag.kind === 'switch') && token.value !== undefined)
    throw usage('VALUE', `${token.rawName} takes no value`, `write ${token.rawName} alone`)
  if (negated) into[key] = false
  else if (flag.kind === 'switch') into[key] = true
  else {
    const value = convert(flag, givenValue(token, flag.value), { name: token.rawName })
    into[key] = flag.kind === 'list' ? [...((into[key] as string[]) ?? []), ...(value as string[])] : value
  }
}

/** The options and operands of one verb's arguments; raises ACM-USAGE-* on an unknown flag, a missing or a wrong value. Of a repeated flag the last wins; lists grow. */
export function parseFlags(verb: VerbName, args: readonly string[]): Parsed {
  const known = flagsOf(verb)
  const declared = known.flatMap(({ name, flag }) => {
    const option = { type: flag.kind === 'switch' ? ('boolean' as const) : ('string' as const), ...(flag.short && { short: flag.short }) }
    const negation = isNegatable(flag) ? [[`no-${name}`, { type: 'boolean' as const }] as const] : []
    return [[name, option] as const, ...negation]
  })
  const { tokens } = parseArgs({ args: [...args], options: Object.fromEntries(declared), strict: false, tokens: true, allowPositionals: true })
  const options: Record<string, unknown> = {}
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    else if (token.kind === 'option') takeOption(token as OptionToken, verb, known, options)
  }
  return { options, operands }
}
