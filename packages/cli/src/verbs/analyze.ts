import type { Condition, ConditionState, Zone } from '@acm/contract'
import { shownPlace } from '@acm/store/place'
import type { Performed } from '../analysis/messages.ts'
import { type Request, requestOf } from '../analysis/request.ts'
import { startAnalysis } from '../analysis/start.ts'
import type { Options } from '../flags/definitions.ts'
import { exitCodes } from '../problem.ts'
import { createProgress, noProgress } from '../terminal/progress.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { Verb } from './verb.ts'

/** Best first. */
const zones: readonly Zone[] = ['healthy', 'degrading', 'critical', 'failure']
const states: readonly ConditionState[] = ['normal', 'returned', 'outside-trained-range', 'alarm', 'not-observed']

const isZone = (name: string): name is Zone => zones.some((zone) => zone === name)

/** Does the condition come up to what `--fail-on` names? A zone is of an alarm that is open; what is not observed always does. */
export function comesUpTo({ state, zone = 'healthy' }: Condition, failOn: NonNullable<Options['failOn']>): boolean {
  if (state === 'not-observed') return true
  if (isZone(failOn)) return state === 'alarm' && zones.indexOf(zone) >= zones.indexOf(failOn)
  return states.indexOf(state) >= states.indexOf(failOn)
}

function tellDetails({ backend, timings, setAside, peakBytes }: Performed, { tell }: Terminal): void {
  tell(`Backend   ${backend.name}, ${backend.threads === 1 ? '1 thread' : `${backend.threads} threads`}`)
  for (const [name, reason] of Object.entries(backend.reasons)) tell(`          not ${name}: ${reason}`)
  for (const { phase, ms } of timings) tell(`          ${phase.padEnd(24)} ${ms.toFixed(1).padStart(9)} ms`)
  tell(`Memory    ${Math.round(peakBytes / 1e6)} MB at most`)
  for (const { sensor, reason } of setAside) tell(`Set aside ${sensor}: ${reason}`)
}

function tellFiles({ store, report, scores }: Request, { tell }: Terminal): void {
  if (report) tell(`Report    ${report}`)
  if (scores) tell(`Scores    ${scores}`)
  if (store) tell(`Store     ${shownPlace(store)}`)
}

/** Analyses what a request describes and shows it as the options say. */
export async function analyzeRequest(request: Request, options: Options, terminal: Terminal): Promise<number> {
  const performed = await startAnalysis(request, options.quiet ? noProgress : createProgress(terminal.errorStream))
  terminal.print(options.json ? JSON.stringify(performed.json) : performed.verdict.join('\n'))
  if (!options.quiet) tellFiles(request, terminal)
  if (options.verbose) tellDetails(performed, terminal)
  const failed = options.failOn && performed.condition && comesUpTo(performed.condition, options.failOn)
  return failed ? exitCodes.anomalies : exitCodes.fine
}

const inMode =
  (mode: Request['mode']): Verb =>
  ({ options, operand, terminal }) =>
    analyzeRequest(requestOf(operand, options, terminal.colour, mode), options, terminal)

export const analyze = inMode('analyze')
export const train = inMode('train')
export const score = inMode('score')
