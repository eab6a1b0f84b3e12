// The public pipeline with its defaults: one configuration for every scenario, and no label.
import { defaults, run } from '@acm/pipeline'

/** A history of columns that are in memory already. */
export function historyOf(columns, names, cadenceMs, file) {
  const rows = columns[0].length
  const values = new Float64Array(rows * columns.length)
  for (const [i, column] of columns.entries()) values.set(column, i * rows)
  return {
    files: [file],
    sensors: names.map((name) => ({ name })),
    time: Float64Array.from({ length: rows }, (_, row) => row * cadenceMs),
    zoned: false,
    values,
    rows,
    setAside: [],
    rejectedRows: 0,
    rejected: [],
  }
}

/** Rows [begin, end) of a history. */
export function rowsOf(history, begin, end) {
  const cols = history.sensors.length
  const values = new Float64Array((end - begin) * cols)
  for (let col = 0; col < cols; col++) values.set(history.values.subarray(col * history.rows + begin, col * history.rows + end), col * (end - begin))
  return { ...history, time: history.time.slice(begin, end), values, rows: end - begin }
}

/** Scores and alarms of the rows that were not trained on. */
export async function judge(history, settings, baseline) {
  const { result } = await run({ history, settings: { ...defaults, ...settings }, ...(baseline && { baseline }) })
  const scored = result.series.fused.subarray(result.train.rows)
  return {
    result,
    scores: scored,
    alarms: scored.map((score) => Number(score >= result.threshold)),
    anomaly: result.series.anomaly.subarray(result.train.rows),
  }
}
