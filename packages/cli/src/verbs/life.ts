// acm life: how long machines last, learned from those that ran until they failed.

import { readFileSync } from 'node:fs'
import { Problem, toJson } from '@acm/contract'
import type { Fleet, LifeModel, LifePrediction } from '@acm/pipeline'
import { readingOf } from '../analysis/request.ts'
import type { Options } from '../flags/definitions.ts'
import { writeWhole } from '../output/whole-file.ts'
import { exitCodes, usage } from '../problem.ts'
import { textTable } from '../terminal/text-table.ts'
import type { Verb } from './verb.ts'

const DEFAULT_MODEL = 'acm-life.json'

async function useBackend({ backend, threads }: Options): Promise<void> {
  const { configure } = await import('@acm/kernels')
  try {
    configure({ ...(backend && { backend }), ...(threads !== undefined && { threads }) })
  } catch (error) {
    if (error instanceof RangeError) throw usage('BACKEND', error.message, 'leave --backend and --threads out, or see acm doctor')
    throw error
  }
}

async function readFleet(paths: readonly string[], options: Options): Promise<Fleet> {
  const [{ readHistory }, { fileSource }] = await Promise.all([import('@acm/readers'), import('@acm/readers/node')])
  const { fleetOf } = await import('@acm/pipeline')
  const { age, unit, ignore } = options
  const reading = { ...readingOf(options), ...(age !== undefined && { time: age, counts: true }) }
  const histories = []
  for (const path of paths)
    histories.push(
      await readHistory(await fileSource(path), reading).catch((error: unknown) => asOfAges(error, path, age === undefined ? 'time' : 'age')),
    )
  return fleetOf(histories, { unit, counted: age !== undefined, ...(ignore && { ignore }) })
}

/** A history of a life may count cycles, which a history to be analysed may not. */
function asOfAges(error: unknown, path: string, option: 'age' | 'time'): never {
  const { code, message, cure } = error as Problem
  if (code === 'ACM-DATA-NO-TIME')
    throw new Problem(code, message, 'name the column that counts cycles with --age, or one of times with --time', { where: path })
  if (code === 'ACM-USAGE-TIME') throw new Problem(code, message, cure, { where: path, means: [{ option }] })
  throw error
}

const figure = (value: number): string => String(Number(value.toPrecision(3)))

function trainedLines({ trainedOn, ageUnit, cap, learner, heldOut, conditions }: LifeModel, path: string): string[] {
  const { units, rows, shortest, median, longest } = trainedOn
  const reached = Object.entries(heldOut).map(
    ([name, { rmse, coverage, width }]) =>
      `${name} errs by ${figure(rmse)} ${ageUnit}, P10 to P90 holds ${figure(100 * coverage)} % of the truths and is ${figure(width)} wide`,
  )
  return [
    `Learned   from ${units} machines, ${rows.toLocaleString('en-US')} rows; they lasted ${figure(shortest)} to ${figure(longest)} ${ageUnit}, half of them ${figure(median)} or more`,
    `Held out  ${reached.join('; ')}`,
    `Model     ${learner}, ${conditions.k === 1 ? 'one operating condition' : `${conditions.k} operating conditions`}, remaining life up to ${figure(cap)} ${ageUnit}: ${path}`,
  ]
}

export const trainFleet: Verb = async ({ options, operands, terminal }) => {
  const path = options.model ?? DEFAULT_MODEL
  await useBackend(options)
  const fleet = await readFleet(operands, options)
  const { lifeDefaults, trainLife } = await import('@acm/pipeline')
  const { operating, cap, seed, learner } = options
  const asked = {
    ...(operating && { operating }),
    ...(cap !== undefined && { cap }),
    ...(seed !== undefined && { seed }),
    ...(learner && { learner }),
  }
  const model = trainLife(fleet, { ...lifeDefaults, ...asked })
  await writeWhole(path, [toJson(model)], options.force)
  const { trainedOn, heldOut, learner: chosen, cap: most, ageUnit } = model
  if (options.json) terminal.print(JSON.stringify({ schemaVersion: 1, model: path, learner: chosen, cap: most, ageUnit, trainedOn, heldOut }))
  else terminal.print(trainedLines(model, path).join('\n'))
  return exitCodes.fine
}

async function readModel(path: string): Promise<LifeModel> {
  const { lifeModelOf } = await import('@acm/pipeline')
  try {
    return lifeModelOf(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Problem) throw new Problem(error.code, error.message, 'give a file that acm life train wrote', { where: path })
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT')
      throw new Problem('ACM-SOURCE-MISSING', `there is no life model ${path}`, 'acm life train makes one; name another with --model', {
        where: path,
      })
    throw new Problem('ACM-DATA-MODEL', `it is no life model: ${message}`, 'give a file that acm life train wrote', { where: path })
  }
}

function predictionRow({ unit, age, remaining, p10, p50, p90, doubts }: LifePrediction, cap: number): string[] {
  const atLeast = (value: number): string => (value >= cap * (1 - 1e-9) ? `${figure(cap)} or more` : figure(value))
  return [unit, figure(age), atLeast(remaining), figure(p10), atLeast(p50), atLeast(p90), doubts.join('; ') || 'none']
}

export const predict: Verb = async ({ options, operands, terminal }) => {
  const model = await readModel(options.model ?? DEFAULT_MODEL)
  await useBackend(options)
  const { predictLife } = await import('@acm/pipeline')
  const predictions = predictLife(model, await readFleet(operands, options))
  const { ageUnit, cap, learner, heldOut } = model
  if (options.json) {
    terminal.print(JSON.stringify({ schemaVersion: 1, ageUnit, cap, predictions, heldOut: heldOut[learner] }))
    return exitCodes.fine
  }
  const heads = ['machine', `age (${ageUnit})`, 'remaining', 'P10', 'P50', 'P90', 'doubts']
  terminal.print(
    textTable(
      heads,
      predictions.map((one) => predictionRow(one, cap)),
      'there is no machine in the file',
    ),
  )
  const reached = heldOut[learner]
  if (reached && !options.quiet)
    terminal.tell(
      `On machines it had not seen P10 to P90 held ${figure(100 * reached.coverage)} % of the truths; the error was ${figure(reached.rmse)} ${ageUnit}`,
    )
  return exitCodes.fine
}
