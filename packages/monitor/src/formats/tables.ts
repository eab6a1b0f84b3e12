// A run as tables of plain columns, for other programs.

import type { RunResult } from '@acm/contract'

export type Cell = number | string | null
export interface Table {
  readonly name: string
  /** In the order of the table. */
  readonly columns: Readonly<Record<string, readonly Cell[]>>
}

const iso = (milliseconds: number, zoned: boolean): string => new Date(milliseconds).toISOString().replace(zoned ? '' : 'Z', '')
const known = (value: number): number | null => (Number.isFinite(value) ? value : null)

function scores({ series, source }: RunResult): Table {
  const { time, split, fused, anomaly, health, state, detectors } = series
  return {
    name: 'scores',
    columns: {
      time: Array.from(time, (at) => iso(at, source.zoned)),
      split: Array.from(split, (flag) => (flag ? 'score' : 'train')),
      fused: Array.from(fused, known),
      anomaly: Array.from(anomaly),
      health: Array.from(health, known),
      ...Object.fromEntries(detectors.map(({ name, z }) => [name, Array.from(z, known)])),
      ...(state && { state: Array.from(state) }),
    },
  }
}

function listed<T>(name: string, items: readonly T[], columns: Readonly<Record<string, (item: T) => Cell>>): Table {
  return { name, columns: Object.fromEntries(Object.entries(columns).map(([column, of]) => [column, items.map(of)])) }
}

/** Scores, episodes, culprits, sensors, operating states, the condition, silent sensors, what was set aside, and notices. */
export function tablesOf(result: RunResult): Table[] {
  const { zoned, setAside } = result.source
  const culprits = result.episodes.flatMap(({ id, culprits: of }) => of.map((culprit) => ({ id, ...culprit })))
  return [
    scores(result),
    listed('episodes', result.episodes, {
      id: ({ id }) => id,
      kind: ({ kind }) => kind ?? 'alarm',
      start: ({ start }) => iso(start, zoned),
      end: ({ end }) => iso(end, zoned),
      ongoing: ({ ongoing }) => Number(ongoing),
      rows: ({ rows }) => rows,
      peak: ({ peak }) => known(peak),
      severity: ({ severity }) => severity,
      reason: ({ severityReason }) => severityReason,
      direction: ({ direction }) => direction,
      state: ({ state }) => state ?? null,
      recurs: ({ recurs }) => recurs?.id ?? null,
      moved_from: ({ moved }) => moved?.from ?? null,
      moved_to: ({ moved }) => moved?.to ?? null,
    }),
    listed('culprits', culprits, {
      episode: ({ id }) => id,
      sensor: ({ sensor }) => sensor,
      share: ({ share }) => known(share),
      observed: ({ observed }) => known(observed),
      expected: ({ expected }) => known(expected),
      deviation: ({ deviation }) => known(deviation),
    }),
    listed('sensors', result.grades, {
      sensor: ({ sensor }) => sensor,
      unit: ({ unit }) => unit ?? null,
      description: ({ description }) => description ?? null,
      grade: ({ grade }) => grade,
      missing_share: ({ missingShare }) => known(missingShare),
      longest_gap_seconds: ({ longestGapSeconds }) => known(longestGapSeconds),
      longest_flat_seconds: ({ longestFlatSeconds }) => known(longestFlatSeconds),
      center: ({ center }) => known(center),
      scale: ({ scale }) => known(scale),
    }),
    listed('states', result.states?.list ?? [], {
      number: ({ number }) => number,
      train_rows: ({ trainRows }) => trainRows,
      rows: ({ rows }) => rows,
    }),
    listed('condition', result.condition ? [result.condition] : [], {
      state: ({ state }) => state,
      zone: ({ zone }) => zone ?? null,
      since: ({ since }) => (since === undefined ? null : iso(since, zoned)),
      doing: ({ doing }) => doing,
      after: ({ after }) => after ?? null,
    }),
    listed('silent', result.condition?.silent ?? [], { sensor: ({ sensor }) => sensor, since: ({ since }) => iso(since, zoned) }),
    listed('set-aside', setAside, { sensor: ({ sensor }) => sensor, reason: ({ reason }) => reason }),
    listed('notices', result.notices, { code: ({ code }) => code, text: ({ text }) => text }),
  ]
}
