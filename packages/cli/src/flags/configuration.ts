import { readFileSync } from 'node:fs'
import { usage } from '../problem.ts'
import { convert } from './convert.ts'
import { flags, type Options } from './definitions.ts'
import type { Flag, VerbName } from './flag.ts'
import { nearest } from './nearest.ts'
import { flagsOf } from './parse.ts'

/** Flags that make no sense in a file that a run reads. */
const commandLineOnly = new Set(['config', 'help'])

function read(path: string): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw usage(
      'CONFIG',
      `could not read the configuration file (${(error as NodeJS.ErrnoException).code})`,
      'correct the path given to --config',
      path,
    )
  }
  try {
    const value = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (error) {
    throw usage('CONFIG', `the configuration file is not JSON: ${(error as Error).message}`, 'correct the file', path)
  }
  throw usage('CONFIG', 'the configuration file is not a JSON object', 'write { "trainRows": 5000, … }', path)
}

function fromJson(flag: Flag, key: string, value: unknown, where: string): unknown {
  const given = { name: `"${key}"`, where }
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
  if (flag.kind === 'integer' ? typeof value === 'number' : typeof value === 'string') return convert(flag, String(value), given)
  throw wrong(flag.kind === 'integer' ? 'a number' : 'a text')
}

/** The options of a configuration file; keys of other verbs are passed over, unknown ones raise ACM-USAGE-CONFIG with the nearest. */
function readConfiguration(path: string, verb: VerbName): Options {
  const known = Object.keys(flags).filter((key) => !commandLineOnly.has(key))
  const own = new Map(flagsOf(verb).map(({ key, flag }) => [key as string, flag]))
  const options: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(read(path))) {
    if (!known.includes(key)) {
      const near = nearest(key, known)
      throw usage('CONFIG', `"${key}" is not a setting`, near ? `did you mean "${near}"?` : `settings are ${known.join(', ')}`, path)
    }
    const flag = own.get(key)
    if (flag) options[key] = fromJson(flag, key, value, path)
  }
  return options
}

/** What the command line says, and below it what its --config file says. Of flags that exclude each other, the command line's silences the file's. */
export function withConfiguration(options: Options, verb: VerbName): Options {
  if (!options.config) return options
  const fromFile: Record<string, unknown> = { ...readConfiguration(options.config, verb) }
  for (const group of exclusive) if (group.some((key) => key in options)) for (const key of group) delete fromFile[key]
  return { ...fromFile, ...options }
}

/** Of each group at most one may be given. */
export const exclusive: readonly (readonly (keyof Options)[])[] = [
  ['train', 'trainRows', 'trainUntil'],
  ['dayFirst', 'monthFirst'],
  ['quiet', 'verbose'],
]
