// Several runs of one asset as one result: what a report over a month tells when every quarter of an hour was a run of its own.

import type { CulpritSignal, RunResult } from '@acm/contract'

/** Which row of which run tells of a time: the run saved last. Ascending in time. */
function rowsOf(runs: readonly RunResult[], begin: number, end: number): { run: RunResult; row: number }[] {
  const byTime = new Map<number, { run: RunResult; row: number }>()
  for (const run of runs)
    run.series.time.forEach((time, row) => {
      if (time >= begin && time < end) byTime.set(time, { run, row })
    })
  return [...byTime].sort(([a], [b]) => a - b).map(([, place]) => place)
}

type Places = ReturnType<typeof rowsOf>

const joined = (places: Places, of: (run: RunResult) => ArrayLike<number> | undefined): Float64Array =>
  Float64Array.from(places, ({ run, row }) => of(run)?.[row] ?? Number.NaN)

function signalsOf(runs: readonly RunResult[], places: Places): CulpritSignal[] {
  const latest = new Map(runs.flatMap(({ signals }) => signals).map((signal) => [signal.sensor, signal]))
  return [...latest.values()].map((signal) => {
    const of = (key: 'value' | 'expected' | 'low' | 'high') =>
      joined(places, (run) => run.signals.find(({ sensor }) => sensor === signal.sensor)?.[key])
    return { ...signal, value: of('value'), expected: of('expected'), low: of('low'), high: of('high') }
  })
}

/**
 * Runs of one asset, the one saved last at the end, as one result over the rows from `begin` to before `end`: of each time the run saved last tells; episodes
 * that reach into it are whole. Undefined where no row lies within. What is said of the end (health, outlook, threshold) is the last run's.
 */
export function combined(runs: readonly RunResult[], begin: number, end: number): RunResult | undefined {
  const last = runs[runs.length - 1]
  const places = rowsOf(runs, begin, end)
  if (places.length === 0) return undefined
  const time = joined(places, ({ series }) => series.time)
  const episodes = new Map(runs.flatMap((run) => run.episodes).map((episode) => [episode.id, episode]))
  const detectors = new Map(runs.flatMap(({ series }) => series.detectors).map((detector) => [detector.name, detector]))
  return {
    ...last,
    source: {
      ...last.source,
      files: [...new Set(runs.flatMap(({ source }) => source.files))],
      rows: places.length,
      start: time[0],
      end: time[time.length - 1],
    },
    episodes: [...episodes.values()].filter((episode) => episode.end >= begin && episode.start < end).sort((a, b) => a.start - b.start),
    signals: signalsOf(runs, places),
    series: {
      time,
      split: Uint8Array.from(places, ({ run, row }) => run.series.split[row]),
      fused: joined(places, ({ series }) => series.fused),
      anomaly: Uint8Array.from(places, ({ run, row }) => run.series.anomaly[row]),
      health: joined(places, ({ series }) => series.health),
      detectors: [...detectors.values()].map((detector) => ({
        ...detector,
        z: joined(places, ({ series }) => series.detectors.find(({ name }) => name === detector.name)?.z),
      })),
    },
  }
}
