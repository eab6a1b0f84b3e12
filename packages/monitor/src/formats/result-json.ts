import type { Condition, RunResult, Timing } from '@acm/contract'
import type { NothingNew } from '../judged.ts'
import { timeText } from './time-text.ts'

export interface BackendJson {
  readonly name: string
  readonly threads: number
  /** Why each better backend was passed over. */
  readonly reasons: Readonly<Record<string, string>>
}

const conditionJson = ({ state, zone, since, doing, after, silent }: Condition, time: (at: number) => string) => ({
  state,
  zone: zone ?? null,
  since: since === undefined ? null : time(since),
  doing,
  after: after ?? null,
  silent: silent.map((sensor) => ({ sensor: sensor.sensor, since: time(sensor.since) })),
})

/** What `acm analyze --json` prints: a public interface, described in docs/guide/formats.md. A change of meaning raises `schemaVersion`. */
export function resultJson(result: RunResult, backend: BackendJson, timings: readonly Timing[]) {
  const { source, train, health, condition } = result
  const time = (milliseconds: number) => timeText(milliseconds, source.zoned)
  return {
    schemaVersion: 1,
    asset: result.asset,
    source: {
      files: source.files,
      rows: source.rows,
      sensors: source.sensors,
      start: time(source.start),
      end: time(source.end),
      cadenceSeconds: source.cadenceSeconds,
      setAside: source.setAside.map(({ sensor, reason }) => ({ sensor, reason })),
      rejectedRows: source.rejectedRows,
    },
    train: { rows: train.rows, start: time(train.start), end: time(train.end) },
    backend: { name: backend.name, threads: backend.threads, reasons: backend.reasons },
    threshold: result.threshold,
    falseAlarms: result.falseAlarms,
    health: health && { value: health.value, zone: health.zone },
    condition: condition && conditionJson(condition, time),
    outlook: result.outlook,
    states: result.states && { list: result.states.list, unknownRows: result.states.unknownRows },
    episodes: result.episodes.map((episode) => ({
      id: episode.id,
      kind: episode.kind ?? 'alarm',
      start: time(episode.start),
      end: time(episode.end),
      peak: episode.peak,
      severity: episode.severity,
      direction: episode.direction,
      state: episode.state,
      ...(episode.recurs && { recurs: { id: episode.recurs.id, start: time(episode.recurs.start) } }),
      ...(episode.moved && { moved: { from: episode.moved.from, to: episode.moved.to } }),
      culprits: episode.culprits.map(({ sensor, share }) => ({ sensor, share })),
    })),
    timings: timings.map(({ phase, ms }) => ({ phase, ms: Math.round(ms * 1000) / 1000 })),
    resultHash: result.resultHash,
  }
}

export type ResultJson = ReturnType<typeof resultJson>

/** What it prints where all rows were scored before. */
export const nothingNewJson = ({ asset, newRows }: NothingNew) => ({ schemaVersion: 1, asset, newRows })
