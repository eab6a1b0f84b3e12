// SKAB: the first 400 rows of each file train, the others are scored. Labels come from the file and are never inputs.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readHistory } from '@acm/readers'
import { fileSource } from '@acm/readers/node'
import { judge } from './pipeline.mjs'
import { mean, quality, rocAuc } from './scores.mjs'

const TRAIN_ROWS = 400
const LABELS = ['anomaly', 'changepoint']

function labelsOf(path) {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n')
  const at = head.trim().split(';').indexOf('anomaly')
  return at < 0 ? undefined : lines.map((line) => Number(line.split(';')[at]))
}

async function file(path) {
  const history = await readHistory(await fileSource(path))
  const { scores, alarms } = await judge(history, {
    trainRows: TRAIN_ROWS,
    ignore: LABELS.filter((name) => history.sensors.some((sensor) => sensor.name === name)),
  })
  return { name: basename(path), scores: [...scores], alarms: [...alarms], flags: labelsOf(path).slice(TRAIN_ROWS) }
}

/** What "always" and "the later, the more anomalous" would get: a figure that is not above theirs says nothing. */
function beside(files) {
  const flags = files.flatMap((one) => one.flags)
  const clock = files.flatMap((one) => one.flags.map((_, row) => row))
  return {
    always: quality(
      flags.map(() => 1),
      flags,
      flags.map(() => 1),
    ),
    clock: quality(
      clock,
      flags,
      clock.map((row) => Number(row >= 150)),
    ),
  }
}

export async function skab(data, group) {
  const paths = globSync(join(data, 'skab', group, '*.csv'))
    .filter(labelsOf)
    .sort()
  const files = []
  for (const path of paths) files.push(await file(path))
  const pooled = ['scores', 'flags', 'alarms'].map((key) => files.flatMap((one) => one[key]))
  const each = files.map(({ name, scores, flags }) => ({ name, rocAuc: rocAuc(scores, flags) }))
  return { figures: { ...quality(...pooled), meanRocAuc: mean(each.map((one) => one.rocAuc)) }, beside: beside(files), files: each }
}

/** The groups whose files are labelled. */
export const skabGroups = (data) =>
  existsSync(join(data, 'skab'))
    ? [
        ...new Set(
          globSync(join(data, 'skab/*/*.csv'))
            .filter(labelsOf)
            .map((path) => basename(join(path, '..'))),
        ),
      ].sort()
    : []
