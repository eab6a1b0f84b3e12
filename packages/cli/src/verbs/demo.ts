import { join } from 'node:path'
import { requestOf } from '../analysis/request.ts'
import type { Options } from '../flags/definitions.ts'
import { createProgress, noProgress } from '../terminal/progress.ts'
import { analyzeRequest } from './analyze.ts'
import { DEFAULT_ROWS, DEFAULT_SEED, simulateTo } from './simulate.ts'
import type { Verb } from './verb.ts'

const FOLDER = 'acm-demo'

export const demo: Verb = async ({ options: given, terminal }) => {
  const { rows = DEFAULT_ROWS, seed = DEFAULT_SEED } = given
  const file = join(FOLDER, 'pump.csv')
  await simulateTo(file, { kind: 'pump', rows, fault: 'bearing', seed }, given.quiet ? noProgress : createProgress(terminal.errorStream))
  if (!given.quiet) terminal.tell(`${file}: ${rows} rows of a simulated pump; from row ${Math.ceil(0.7 * rows)} on a bearing fault grows\n`)
  const options: Options = { ...given, ignore: ['fault'], store: join(FOLDER, 'acm.db'), report: join(FOLDER, 'acm-report-pump.html') }
  return analyzeRequest(requestOf(file, options, terminal.colour), options, terminal)
}
