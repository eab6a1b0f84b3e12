// @acm/cli: the command line. Imports here are light; each verb, and what it needs, is loaded when it is asked for.

import { readFileSync } from 'node:fs'
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

const verbs: Readonly<Record<VerbName, () => Promise<Verb>>> = {
  analyze: async () => (await import('./verbs/analyze.ts')).analyze,
  inspect: async () => (await import('./verbs/inspect.ts')).inspect,
  doctor: async () => (await import('./verbs/doctor.ts')).doctor,
  verify: async () => (await import('./verbs/verify.ts')).verify,
  simulate: async () => (await import('./verbs/simulate.ts')).simulate,
  demo: async () => (await import('./verbs/demo.ts')).demo,
  completion: async () => (await import('./verbs/completion.ts')).completion,
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return `acm ${version}`
}

function summaryOf(name: string): VerbSummary {
  const found = summaries.find((summary) => summary.name === name)
  if (found) return found
  const near = nearest(name, verbNames)
  throw usage('UNKNOWN-VERB', `acm has no verb "${name}"`, near ? `did you mean acm ${near}?` : `verbs are ${verbNames.join(', ')}; see acm --help`)
}

function checkExclusive(options: Options): void {
  for (const group of exclusive) {
    const given = group.filter((key) => options[key] !== undefined && options[key] !== false).map((key) => `--${longName(key, flags[key])}`)
    if (given.length > 1) throw usage('EXCLUSIVE', `${given.join(' and ')} exclude each other`, `keep one of ${given.join(', ')}`)
  }
}

function operandOf({ name, operand }: VerbSummary, given: readonly string[]): string {
  if (operand && (given.length === 0 || given[0] === ''))
    throw usage('OPERAND', `acm ${name} needs ${operand}`, `write acm ${name} ${operand}; see acm ${name} --help`)
  const most = operand ? 1 : 0
  if (given.length > most)
    throw usage(
      'OPERAND',
      `acm ${name} does not know what to do with "${given[most]}"`,
      most ? `give one ${operand}; a baseline goes with --train` : 'leave it out',
    )
  return given[0] ?? ''
}

async function runVerb(name: string, args: readonly string[], terminal: Terminal): Promise<number> {
  const summary = summaryOf(name)
  const parsed = parseFlags(summary.name, args)
  if (parsed.options.help) {
    terminal.print(verbHelp(summary))
    return exitCodes.fine
  }
  checkExclusive(parsed.options)
  const operand = operandOf(summary, parsed.operands)
  const options = withConfiguration(parsed.options, summary.name)
  checkExclusive(options)
  const verb = await verbs[summary.name]()
  return verb({ options, operand, terminal })
}

function dispatch([first, ...rest]: readonly string[], terminal: Terminal): Promise<number> | number {
  if (first === undefined) {
    terminal.tell(overview(summaries))
    return exitCodes.usage
  }
  if (first === '--version' || first === '-V') terminal.print(version())
  else if (first === '--help' || first === '-h' || (first === 'help' && rest.length === 0)) terminal.print(overview(summaries))
  else if (first === 'help') terminal.print(verbHelp(summaryOf(rest[0])))
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
