// Where settings come from: defaults, a configuration file, its part for the asset, the environment, the command line; each above the one before.

import { existsSync, readFileSync } from 'node:fs'
import { parse as parseToml, TomlDate } from 'smol-toml'
import { usage } from '../problem.ts'
import { convert } from './convert.ts'
import { flags, type Options } from './definitions.ts'
import { type Flag, isSetting, type VerbName } from './flag.ts'
import { nearest } from './nearest.ts'
import { flagsOf } from './parse.ts'

const known = Object.keys(flags).filter(isSetting)
/** The part of a file that holds, by asset, what is different for it. */
const PER_ASSET = 'assets'

type Values = Readonly<Record<string, unknown>>

const isTable = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof TomlDate)

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw usage('CONFIG', `could not read the configuration file (${code})`, 'correct the path given to --config', path)
  }
}

function read(path: string): Values {
  const text = textOf(path)
  const json = path.endsWith('.json') || text.trimStart().startsWith('{')
  let value: unknown
  try {
    value = json ? JSON.parse(text) : parseToml(text)
  } catch (error) {
    const [reason] = (error as Error).message.split('\n')
    throw usage('CONFIG', `the configuration file is not ${json ? 'JSON' : 'TOML'}: ${reason}`, 'correct the file', path)
  }
  if (isTable(value)) return value
  throw usage('CONFIG', 'the configuration file is not a JSON object', 'write { "trainRows": 5000, … }', path)
}

function checked(flag: Flag, key: string, given: unknown, where: string): unknown {
  const value = given instanceof TomlDate ? given.toISOString() : given
  const wrong = (allowed: string) =>
    usage('CONFIG', `"${key}" was ${JSON.stringify(value)}; ${allowed} is allowed`, 'correct the configuration file', where)
  if (flag.kind === 'switch') {
    if (typeof value === 'boolean') return value
    throw wrong('true or false')
  }
  if (flag.kind === 'list') {
    if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value
    throw wrong('a list of names')
  }
  if (value === false && 'negatable' in flag) return false
  const numeric = flag.kind === 'integer' || flag.kind === 'number'
  if (typeof value === (numeric ? 'number' : 'string')) return convert(flag, String(value), { name: `"${key}"`, where })
  throw wrong(numeric ? 'a number' : 'a text')
}

/** Raises ACM-USAGE-CONFIG for a key that is no setting, with the nearest that is one. */
function rejectUnknown(values: Values, where: string): void {
  for (const key of Object.keys(values)) {
    if (known.includes(key)) continue
    const near = nearest(key, known)
    throw usage('CONFIG', `"${key}" is not a setting`, near ? `did you mean "${near}"?` : `settings are ${known.join(', ')}`, where)
  }
}

export interface Setting {
  readonly value: unknown
  readonly origin: string
}

/** Settings of one verb from a table of values; keys of other verbs are passed over. */
function settingsFrom(values: Values, verb: VerbName, origin: string): Map<string, Setting> {
  rejectUnknown(values, origin)
  const own = flagsOf(verb).filter(({ key }) => key in values && isSetting(key))
  return new Map(own.map(({ key, flag }) => [key, { value: checked(flag, key, values[key], origin), origin }]))
}

function fromFile(path: string, verb: VerbName, asset: string | undefined): Map<string, Setting>[] {
  const { [PER_ASSET]: assets = {}, ...values } = read(path)
  if (!isTable(assets)) throw usage('CONFIG', `"${PER_ASSET}" is no table of assets`, `write [${PER_ASSET}."Pump 7"]`, path)
  const parts = [settingsFrom(values, verb, path)]
  for (const [name, part] of Object.entries(assets)) {
    const where = `${path}, [${PER_ASSET}."${name}"]`
    if (!isTable(part)) throw usage('CONFIG', `"${name}" is no table of settings`, `write [${PER_ASSET}."${name}"]`, path)
    const own = settingsFrom(part, verb, where)
    if (name === asset) parts.push(own)
  }
  return parts
}

/** `trainRows` is ACM_TRAIN_ROWS in the environment. */
export const environmentName = (key: string): string => `ACM_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`

function fromEnvironment(verb: VerbName, environment: NodeJS.ProcessEnv): Map<string, Setting> {
  const own = flagsOf(verb).flatMap(({ key, flag }): [string, Setting][] => {
    const name = environmentName(key)
    const text = environment[name]
    if (text === undefined || text === '' || !isSetting(key)) return []
    if (flag.kind !== 'switch') return [[key, { value: convert(flag, text, { name }), origin: name }]]
    if (text !== 'true' && text !== 'false') throw usage('VALUE', `${name} was "${text}"; true or false is allowed`, `set ${name}=true`)
    return [[key, { value: text === 'true', origin: name }]]
  })
  return new Map(own)
}

export const DEFAULT_FILE = 'acm.toml'

/** Every setting of a verb that something gives, with where it comes from; of settings that exclude each other those of the highest source count. */
export function origins(
  options: Options,
  verb: VerbName,
  asset: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Map<string, Setting> {
  const path = options.config ?? (existsSync(DEFAULT_FILE) && flagsOf(verb).some(({ key }) => key === 'config') ? DEFAULT_FILE : undefined)
  const commandLine = new Map(Object.entries(options).map(([key, value]) => [key, { value, origin: 'the command line' }]))
  const layers = [...(path === undefined ? [] : fromFile(path, verb, asset)), fromEnvironment(verb, environment), commandLine]
  const all = new Map<string, Setting>()
  for (const layer of layers) {
    for (const group of exclusive) if (group.some((key) => layer.has(key))) for (const key of group) all.delete(key)
    for (const [key, setting] of layer) all.set(key, setting)
  }
  return all
}

/** The options of a verb from all sources. `asset` is whom they are about. */
export function withConfiguration(options: Options, verb: VerbName, asset?: string): Options {
  return Object.fromEntries([...origins(options, verb, options.asset ?? asset)].map(([key, { value }]) => [key, value]))
}

/** Of each group at most one may be given. */
export const exclusive: readonly (readonly (keyof Options)[])[] = [
  ['train', 'trainRows', 'trainUntil'],
  ['dayFirst', 'monthFirst'],
  ['quiet', 'verbose'],
]
