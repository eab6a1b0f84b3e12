// @acm/cli: the command line. Imports here are light; each verb, and what it needs, is loaded when it is asked for.

import { readFileSync } from 'node:fs'
import { assetOfFile } from './analysis/request.ts'
import { exclusive, withConfiguration } from './flags/configuration.ts'
import { flags, type Options } from './flags/definitions.ts'
import { longName, type VerbName, verbNames } from './flags/flag.ts'
import { overview, verbHelp } from './flags/help.ts'
import { nearest } from './flags/nearest.ts'
import { parseFlags } from './flags/parse.ts'
import { asProblem, exitCodeOf, exitCodes, problemLines, usage } from './problem.ts'
import { openTerminal, printable, type Terminal } from './terminal/terminal.ts'
import { summaries, type VerbSummary } from './verbs/summaries.ts'
import type { Verb } from './verbs/verb.ts'

const load = {
  models: () => import('./verbs/models.ts'),
  episodes: () => import('./verbs/episodes.ts'),
  sayings: () => import('./verbs/sayings.ts'),
  life: () => import('./verbs/life.ts'),
  runs: () => import('./verbs/runs.ts'),
  config: () => import('./verbs/config.ts'),
}

const verbs: Readonly<Record<VerbName, () => Promise<Verb>>> = {
  analyze: async () => (await import('./verbs/analyze.ts')).analyze,
  train: async () => (await import('./verbs/analyze.ts')).train,
  score: async () => (await import('./verbs/analyze.ts')).score,
  inspect: async () => (await import('./verbs/inspect.ts')).inspect,
  doctor: async () => (await import('./verbs/doctor.ts')).doctor,
  verify: async () => (await import('./verbs/verify.ts')).verify,
  simulate: async () => (await import('./verbs/simulate.ts')).simulate,
  demo: async () => (await import('./verbs/demo.ts')).demo,
  completion: async () => (await import('./verbs/completion.ts')).completion,
  'runs list': async () => (await load.runs()).list,
  report: async () => (await load.runs()).report,
  diff: async () => (await load.runs()).diff,
  export: async () => (await load.runs()).exportTables,
  'models list': async () => (await load.models()).list,
  'models show': async () => (await load.models()).show,
  'models promote': async () => (await load.models()).promote,
  'models deprecate': async () => (await load.models()).deprecate,
  'models export': async () => (await load.models()).exportModel,
  'models import': async () => (await load.models()).importModel,
  'episodes list': async () => (await load.episodes()).list,
  'episodes show': async () => (await load.episodes()).show,
  'episodes ack': async () => (await load.episodes()).ack,
  'episodes comment': async () => (await load.episodes()).comment,
  'episodes close': async () => (await load.episodes()).close,
  accept: async () => (await load.episodes()).accept,
  undo: async () => (await load.sayings()).undo,
  'silence add': async () => (await load.sayings()).addSilence,
  'silence list': async () => (await load.sayings()).listSilences,
  'silence end': async () => (await load.sayings()).endSilence,
  'maintenance add': async () => (await load.sayings()).addMaintenance,
  'maintenance list': async () => (await load.sayings()).listMaintenance,
  'life train': async () => (await load.life()).trainFleet,
  'life predict': async () => (await load.life()).predict,
  'config show': async () => (await load.config()).show,
  'config schema': async () => (await load.config()).schema,
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return `acm ${version}`
}

function summaryOf(name: string): VerbSummary {
  const found = summaries.find((summary) => summary.name === name)
  if (found) return found
  const group = verbNames.filter((verb) => verb.startsWith(`${name.split(' ')[0]} `))
  if (group.length > 0 && nearest(name, group) === undefined)
    throw usage('UNKNOWN-VERB', `acm has no verb "${name}"`, `verbs are ${group.join(', ')}; see acm ${group[0]} --help`)
  const near = nearest(name, verbNames)
  throw usage('UNKNOWN-VERB', `acm has no verb "${name}"`, near ? `did you mean acm ${near}?` : `verbs are ${verbNames.join(', ')}; see acm --help`)
}

function checkExclusive(options: Options): void {
  for (const group of exclusive) {
    const given = group.filter((key) => options[key] !== undefined && options[key] !== false).map((key) => `--${longName(key, flags[key])}`)
    if (given.length > 1) throw usage('EXCLUSIVE', `${given.join(' and ')} exclude each other`, `keep one of ${given.join(', ')}`)
  }
}

/** How many operands a verb takes: as many as its summary names; the last one any number of times where it ends in "…". */
function checkOperands({ name, operand }: VerbSummary, given: readonly string[]): void {
  const wanted = operand === '' ? [] : operand.split(' ')
  if (given.length < wanted.length || given.includes(''))
    throw usage('OPERAND', `acm ${name} needs ${operand}`, `write acm ${name} ${operand}; see acm ${name} --help`)
  if (operand.endsWith('…') || given.length <= wanted.length) return
  throw usage(
    'OPERAND',
    `acm ${name} does not know what to do with "${given[wanted.length]}"`,
    wanted.length
      ? `give ${wanted.length === 1 ? 'one ' : ''}${operand}${name === 'analyze' ? '; a baseline goes with --train' : ''}`
      : 'leave it out',
  )
}

/** The asset that a file is about, for its part of the configuration. */
const assetNamed = (verb: VerbName, [file]: readonly string[]): string | undefined =>
  file !== undefined && ['analyze', 'train', 'score'].includes(verb) ? assetOfFile(file) : undefined

async function runVerb(name: string, args: readonly string[], terminal: Terminal): Promise<number> {
  const summary = summaryOf(name)
  const parsed = parseFlags(summary.name, args)
  if (parsed.options.help) {
    terminal.print(verbHelp(summary))
    return exitCodes.fine
  }
  checkExclusive(parsed.options)
  checkOperands(summary, parsed.operands)
  const options = withConfiguration(parsed.options, summary.name, assetNamed(summary.name, parsed.operands))
  checkExclusive(options)
  const verb = await verbs[summary.name]()
  return verb({ options, operand: parsed.operands[0] ?? '', operands: parsed.operands, terminal })
}

const isGroup = (word: string): boolean => verbNames.some((name) => name.startsWith(`${word} `))

function dispatch([first, ...rest]: readonly string[], terminal: Terminal): Promise<number> | number {
  if (first === undefined) {
    terminal.tell(overview(summaries))
    return exitCodes.usage
  }
  if (first === '--version' || first === '-V') terminal.print(version())
  else if (first === '--help' || first === '-h' || (first === 'help' && rest.length === 0)) terminal.print(overview(summaries))
  else if (first === 'help') terminal.print(verbHelp(summaryOf(isGroup(rest[0]) ? rest.join(' ') : rest[0])))
  else if (isGroup(first)) return runVerb([first, ...rest.slice(0, 1)].join(' '), rest.slice(1), terminal)
  else return runVerb(first, rest, terminal)
  return exitCodes.fine
}

function report(error: unknown, args: readonly string[], terminal: Terminal): number {
  const problem = asProblem(error)
  const [head, ...others] = problemLines(problem).map(printable)
  terminal.tell([terminal.errorColour ? head.replace(/^error \S+/, '\u001b[31m$&\u001b[0m') : head, ...others].join('\n'))
  if (args.includes('--debug') && error instanceof Error && error.stack) terminal.tell(error.stack)
  return exitCodeOf(problem)
}

/** Runs the command line `args` (without node and the program) and sets the exit code of the process. */
export async function main(args: readonly string[]): Promise<void> {
  const terminal = openTerminal()
  try {
    process.exitCode = await dispatch(args, terminal)
  } catch (error) {
    process.exitCode = report(error, args, terminal)
  }
}
