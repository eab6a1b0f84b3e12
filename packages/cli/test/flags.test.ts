import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shells } from '../dist/flags/completion.js'
import { withConfiguration } from '../dist/flags/configuration.js'
import { splitList } from '../dist/flags/convert.js'
import { flags } from '../dist/flags/definitions.js'
import { type Flag, longName, verbNames } from '../dist/flags/flag.js'
import { commandLineGuide } from '../dist/flags/guide.js'
import { verbHelp } from '../dist/flags/help.js'
import { flagsOf, parseFlags } from '../dist/flags/parse.js'
import { summaries } from '../dist/verbs/summaries.js'
import { acm, folder } from './acm.ts'

const declarations = Object.entries(flags) as [keyof typeof flags, Flag][]
const given = (flag: Flag, text: string): string[] => [`--${text}`, ...(flag.kind === 'switch' ? [] : ['1'])]

describe.each(declarations)('flag %s', (key, flag) => {
  const [args, value] = flag.example

  test('its example parses to the value declared, with every verb that takes it', () => {
    for (const verb of flag.verbs) expect(parseFlags(verb, args).options).toEqual({ [key]: value })
  })

  test('is unknown to every other verb', () => {
    const name = longName(key, flag)
    const takers: readonly string[] = declarations.filter(([k, other]) => longName(k, other) === name).flatMap(([, other]) => other.verbs)
    for (const verb of verbNames.filter((verb) => !takers.includes(verb)))
      expect(() => parseFlags(verb, given(flag, name))).toThrow(expect.objectContaining({ code: 'ACM-USAGE-UNKNOWN-FLAG' }))
  })

  test('stands in the help, the completions and nowhere else declared', () => {
    for (const summary of summaries.filter(({ name }) => flag.verbs.includes(name))) {
      expect(verbHelp(summary)).toContain(`--${longName(key, flag)}`)
      expect(verbHelp(summary).replaceAll(/\s+/g, ' ')).toContain(flag.doc)
    }
    expect(shells.bash()).toContain(`--${longName(key, flag)}`)
    expect(shells.fish()).toContain(`-l ${longName(key, flag)}`)
  })
})

test.each(declarations.filter(([, flag]) => flag.kind !== 'switch'))('flag %s without a value says how to write one', (key, flag) => {
  const name = `--${longName(key, flag)}`
  const [verb] = flag.verbs
  const cure = `write ${name} ${(flag as Exclude<Flag, { kind: 'switch' }>).value}`
  expect(() => parseFlags(verb, [name])).toThrow(expect.objectContaining({ code: 'ACM-USAGE-VALUE', cure }))
  expect(() => parseFlags(verb, [name, '--debug'])).toThrow(expect.objectContaining({ code: 'ACM-USAGE-VALUE' }))
})

test.each(declarations.filter(([, flag]) => flag.kind === 'switch'))('switch %s with a value is refused', (key, flag) => {
  expect(() => parseFlags(flag.verbs[0], [`--${longName(key, flag)}=yes`])).toThrow(expect.objectContaining({ code: 'ACM-USAGE-VALUE' }))
})

test('no verb knows two flags by one name', () => {
  for (const verb of verbNames) {
    const names = flagsOf(verb).flatMap(({ name, flag }) => [name, ...(flag.short ? [flag.short] : [])])
    expect(new Set(names).size).toBe(names.length)
  }
})

test('every sentence is one, without a full stop, and short enough to read', () => {
  for (const [, flag] of declarations) {
    expect(flag.doc).toMatch(/^[A-Z].*[^.]$/)
    expect(flag.doc.length).toBeLessThan(130)
  }
})

describe('values', () => {
  test.each([
    [['--train-rows', '-1'], '--train-rows was "-1"; a whole number of at least 1 is allowed'],
    [['--train-rows', '0'], '--train-rows was "0"; a whole number of at least 1 is allowed'],
    [['--train-rows', '1e3'], '--train-rows was "1e3"; a whole number of at least 1 is allowed'],
    [['--threads', '65'], '--threads was "65"; a whole number from 1 to 64 is allowed'],
    [['--seed', '4294967296'], '--seed was "4294967296"; a whole number from 0 to 4294967295 is allowed'],
    [['--train-until', '2024-02-31'], '--train-until was "2024-02-31", which is not a date'],
    [['--train-until', 'yesterday'], '--train-until was "yesterday", which is not a date'],
    [['--backend', 'wasm-thread'], '--backend was "wasm-thread"; allowed are auto, wasm-threads, wasm, reference'],
    [['--asset='], '--asset was empty'],
  ])('%j is refused', (args, message) => {
    expect(() => parseFlags('analyze', args)).toThrow(expect.objectContaining({ code: 'ACM-USAGE-VALUE', message }))
  })

  test('of a repeated flag the last counts', () => {
    expect(parseFlags('analyze', ['--seed', '1', '--seed=2']).options).toEqual({ seed: 2 })
    expect(parseFlags('analyze', ['--store', 'a', '--no-store']).options).toEqual({ store: false })
    expect(parseFlags('analyze', ['--no-store', '--store', 'a']).options).toEqual({ store: 'a' })
  })

  test('what follows -- is an operand, and a lone dash too', () => {
    expect(parseFlags('analyze', ['--', '--odd.csv']).operands).toEqual(['--odd.csv'])
    expect(parseFlags('simulate', ['-']).operands).toEqual(['-'])
  })

  test.each([
    ['a,b', ['a', 'b']],
    [' a , b ,', ['a', 'b']],
    ['"Flow, in",Speed', ['Flow, in', 'Speed']],
    ['"5"" pipe"', ['5" pipe']],
    ['5" pipe,x', ['5" pipe', 'x']],
    ['', []],
  ])('the list %j', (text, names) => expect(splitList(text)).toEqual(names))
})

describe('configuration file', () => {
  const write = (content: string): string => {
    const path = join(folder(), 'acm.json')
    writeFileSync(path, content)
    return path
  }
  const from = (content: string, options = {}) => withConfiguration({ config: write(content), ...options }, 'analyze')

  test('gives what the command line does not', () => {
    expect(from('{"seed": 3, "ignore": ["x"], "store": false}', { seed: 7 })).toMatchObject({ seed: 7, ignore: ['x'], store: false })
  })
  test('settings of other verbs are passed over', () => expect(from('{"kind": "fan"}')).not.toHaveProperty('kind'))
  test('a way to train on the command line silences another in the file', () => {
    expect(from('{"trainRows": 10}', { trainUntil: '2024-01-01' })).not.toHaveProperty('trainRows')
  })
  test.each([
    ['{"trainRow": 3}', '"trainRow" is not a setting', 'did you mean "trainRows"?'],
    ['{"seed": "3"}', '"seed" was "3"; a number is allowed', 'correct the configuration file'],
    ['{"json": 1}', '"json" was 1; true or false is allowed', 'correct the configuration file'],
    ['{"ignore": "a,b"}', '"ignore" was "a,b"; a list of names is allowed', 'correct the configuration file'],
    ['[]', 'the configuration file is not a JSON object', 'write { "trainRows": 5000, … }'],
  ])('%s is refused', (content, message, cure) => {
    expect(() => from(content)).toThrow(expect.objectContaining({ code: 'ACM-USAGE-CONFIG', message, cure }))
  })
  test('a file that is not JSON, and one that is not there, are refused', () => {
    expect(() => from('{')).toThrow(expect.objectContaining({ code: 'ACM-USAGE-CONFIG' }))
    expect(() => withConfiguration({ config: '/nowhere/acm.json' }, 'analyze')).toThrow(
      expect.objectContaining({ code: 'ACM-USAGE-CONFIG', where: '/nowhere/acm.json' }),
    )
  })
})

test('docs/guide/command-line.md is what the declarations say (npm run build:docs -w @acm/cli)', () => {
  expect(readFileSync(new URL('../../../docs/guide/command-line.md', import.meta.url), 'utf8')).toBe(commandLineGuide())
})

test('the help of a verb is printed by --help, -h and help VERB alike', async () => {
  const texts = await Promise.all([acm(['analyze', '--help']), acm(['analyze', '-h']), acm(['help', 'analyze'])])
  for (const { code, stdout, stderr } of texts) expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: texts[0].stdout, stderr: '' })
  for (const line of texts[0].stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
})
