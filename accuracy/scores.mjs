// How well scores tell anomalous rows from healthy ones. Flags are 0 or 1; higher scores are more anomalous; rows without a score count as healthy.

const finite = (scores) => Float64Array.from(scores, (score) => (Number.isFinite(score) ? score : Number.NEGATIVE_INFINITY))

/** Descending thresholds with the counts of true and false positives at each; rows of equal score enter together. */
function steps(scores, flags) {
  const values = finite(scores)
  const order = Float64Array.from(values.keys()).sort((a, b) => values[b] - values[a])
  const found = []
  let [hits, alarms] = [0, 0]
  for (let i = 0; i < order.length; i++) {
    if (flags[order[i]]) hits++
    else alarms++
    if (i + 1 === order.length || values[order[i + 1]] !== values[order[i]]) found.push({ hits, alarms })
  }
  return found
}

const count = (flags) => flags.reduce((sum, flag) => sum + flag, 0)
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Area under the receiver operating characteristic: how often a random anomalous row scores above a random healthy one (ties half). */
export function rocAuc(scores, flags) {
  const positive = count(flags)
  let area = 0
  let last = { hits: 0, alarms: 0 }
  for (const step of steps(scores, flags)) {
    area += ((step.alarms - last.alarms) * (step.hits + last.hits)) / 2
    last = step
  }
  return area / (positive * (flags.length - positive))
}

/** Mean precision over the anomalous rows, as scikit-learn's average_precision_score. */
export function averagePrecision(scores, flags) {
  const positive = count(flags)
  let sum = 0
  let last = 0
  for (const { hits, alarms } of steps(scores, flags)) {
    sum += ((hits - last) / positive) * (hits / (hits + alarms))
    last = hits
  }
  return sum
}

/** Share of the anomalous rows found by the lowest threshold that raises at most `rate` of the healthy rows. */
export function detectionAt(rate, scores, flags) {
  const positive = count(flags)
  const allowed = rate * (flags.length - positive)
  return (steps(scores, flags).findLast(({ alarms }) => alarms <= allowed)?.hits ?? 0) / positive
}

/** F1, false-alarm rate and missed-alarm rate of alarms that were raised. */
export function alarmQuality(alarms, flags) {
  const positive = count(flags)
  const raised = count(alarms)
  const hits = flags.reduce((sum, flag, i) => sum + (flag && alarms[i] ? 1 : 0), 0)
  return { f1: (2 * hits) / (positive + raised), far: (raised - hits) / (flags.length - positive), mar: 1 - hits / positive }
}

/** What is said of one labelled set of scores. */
export function quality(scores, flags, alarms) {
  return {
    rocAuc: rocAuc(scores, flags),
    averagePrecision: averagePrecision(scores, flags),
    detectionAt5: detectionAt(0.05, scores, flags),
    detectionAt10: detectionAt(0.1, scores, flags),
    ...alarmQuality(alarms, flags),
  }
}

export { count, mean }
