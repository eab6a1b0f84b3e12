// C-MAPSS: engines that ran to failure, and others cut off some cycles before. Columns: unit, cycle, three operating settings, 21 sensors.
// Truth is capped at 125 cycles, as is usual for this data and as the model is told.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fleetOf, lifeDefaults, predictLife, trainLife } from '@acm/pipeline'
import { historyOf } from './pipeline.mjs'
import { mean } from './scores.mjs'

const CAP = 125
const OPERATING = ['setting1', 'setting2', 'setting3']
const NAMES = ['unit', 'cycle', ...OPERATING, ...Array.from({ length: 21 }, (_, i) => `sensor${i + 1}`)]

function table(path) {
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  const rows = lines.map((line) => line.trim().split(/\s+/).map(Number))
  return rows[0].map((_, i) => Float64Array.from(rows, (row) => row[i]))
}

const fleet = (path) => fleetOf([historyOf(table(path), NAMES, 1, path)], { unit: 'unit', age: 'cycle' })

/** The parts that are there: FD001 … FD004. */
export const cmapssParts = (data) =>
  ['FD001', 'FD002', 'FD003', 'FD004'].filter((part) =>
    ['train', 'test', 'RUL'].every((kind) => existsSync(join(data, 'cmapss', `${kind}_${part}.txt`))),
  )

export function cmapss(data, part) {
  const path = (kind) => join(data, 'cmapss', `${kind}_${part}.txt`)
  const model = trainLife(fleet(path('train')), { ...lifeDefaults, operating: OPERATING, cap: CAP })
  const predictions = predictLife(model, fleet(path('test')))
  const truth = table(path('RUL'))[0].map((cycles) => Math.min(cycles, CAP))
  const figures = {
    rmse: Math.sqrt(mean(predictions.map(({ remaining }, i) => (remaining - truth[i]) ** 2))),
    coverage: mean(predictions.map(({ p10, p90 }, i) => Number(p10 <= truth[i] && truth[i] <= p90))),
    width: mean(predictions.map(({ p10, p90 }) => p90 - p10)),
  }
  const medianError = Math.sqrt(mean(predictions.map(({ p50 }, i) => (p50 - truth[i]) ** 2)))
  return { figures, medianError, learner: model.learner, conditions: model.conditions.k, heldOut: model.heldOut, trainedOn: model.trainedOn }
}
