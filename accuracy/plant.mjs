// Plant pairs: a healthy file and a later one, whatever their names. False alarms on the last third of the healthy file, held out; then the first
// alarm on the other file, trained on the whole healthy one.
import { existsSync, globSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { readHistory } from '@acm/readers'
import { fileSource } from '@acm/readers/node'
import { judge, rowsOf } from './pipeline.mjs'

const HEALTHY = ['baseline.csv', 'training.csv', 'train.csv']
const LATER = ['batch.csv', 'test.csv']
const MONTH_MS = 30.4375 * 86_400_000

/** Folders, in `plant/` or beside it, that hold a healthy file and a later one. */
export function pairs(data) {
  return globSync([join(data, '*/*.csv'), join(data, 'plant/*/*.csv')])
    .filter((path) => HEALTHY.includes(basename(path)))
    .flatMap((healthy) => {
      const later = LATER.map((name) => join(dirname(healthy), name)).find(existsSync)
      return later ? [{ name: basename(dirname(healthy)), healthy, later }] : []
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What is outside the trained range is told, and is no alarm. */
const alarmsOf = ({ episodes }) => episodes.filter(({ kind }) => kind === 'alarm')

export async function plant({ healthy, later }) {
  const history = await readHistory(await fileSource(healthy))
  const cut = Math.floor((2 * history.rows) / 3)
  const held = await judge(rowsOf(history, cut, history.rows), {}, rowsOf(history, 0, cut))
  const heldTime = held.result.series.time.subarray(held.result.train.rows)
  const { result } = await judge(await readHistory(await fileSource(later)), {}, history)
  const scored = result.series.time.subarray(result.train.rows)
  const [falsely, alarms] = [alarmsOf(held.result), alarmsOf(result)]
  return {
    figures: { falseAlarmsAMonth: (falsely.length * MONTH_MS) / (heldTime.at(-1) - heldTime[0]) },
    held: { episodes: falsely.length, rows: held.scores.length },
    later: {
      episodes: alarms.length,
      firstAlarmAfterHours: alarms.length ? (alarms[0].start - scored[0]) / 3_600_000 : null,
      anomalousShare: result.series.anomaly.subarray(result.train.rows).reduce((sum, flag) => sum + flag, 0) / scored.length,
      health: result.health,
    },
  }
}
