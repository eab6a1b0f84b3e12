import type { CulpritSignal, Episode, RunResult } from '@acm/contract'
export interface Example {
  readonly asset?: string
  readonly rows?: number
  /** Runs of different seeds differ in every number. */
  readonly seed?: number
}

const start = Date.UTC(2024, 2, 1)
const minute = 60_000

/** A result with every list filled, optional fields present and absent, and missing numbers in places. */
/** Of health, two and three minutes after the last row. */
export const foreseen = { span: 60_000, after: [120_000, 180_000], p10: [70, 60], p50: [75, 70], p90: [80, 78] }

export function exampleRun({ asset = 'Förderpumpe 7', rows = 300, seed = 1 }: Example = {}): RunResult {
  const random = uniform(seed)
  const column = () => Float64Array.from({ length: rows }, () => random() * 10 - 3)
  const time = Float64Array.from({ length: rows }, (_, row) => start + row * minute + 0.25)
  const trainRows = Math.ceil(rows * 0.6)
  const withGap = column().fill(Number.NaN, 0, Math.min(rows, 16))
  return {
    schemaVersion: 1,
    asset,
    source: {
      files: ['plant/history.csv', 'plant/O\'Brien, "second".csv'],
      rows,
      sensors: 3,
      start: time[0],
      end: time[rows - 1],
      zoned: false,
      cadenceSeconds: 60,
      setAside: [{ sensor: 'Ventil 3', reason: 'It holds one value throughout.' }],
      rejectedRows: 2,
      rejected: [{ file: 'plant/history.csv', line: 17, reason: 'not a number', cell: '12,4 °C' }],
      duplicateRows: 4,
    },
    train: { rows: trainRows, start: time[0], end: time[trainRows - 1] },
    threshold: 3 + random(),
    outlook: {
      lost: { points: 3.2, detectors: [{ name: 'ar1', points: 3.2 }], sensors: [{ sensor: 'TI-1', points: 3.2 }] },
      confidence: { value: 0.8, maturity: 1, coverage: 0.9, certainty: 1, stability: 0.6 },
      drift: { state: 'drifting', since: 5, reason: 'it rises' },
      forecast: { reason: '', since: 7, horizon: 100, probability: 0.4, p10: 30, band: foreseen },
      record: { points: 1, inside: 1, error: 2, arrived: [] },
    },
    states: {
      list: [{ number: 2, trainRows, rows: rows - trainRows, typical: [{ sensor: 'speed', value: 1480.5 }] }],
      unknownRows: 3,
      voters: [{ sensor: 'speed', cuts: [700.25], heaps: [1, 0] }],
    },
    falseAlarms: { budget: 1, months: 2 + random(), alarms: 3, rate: 1 + random(), low: random(), high: 3 + random() },
    health: { value: random() * 100, zone: 'degrading' },
    condition: { state: 'alarm', zone: 'degrading', since: time[0], doing: '', silent: [{ sensor: 'speed', since: time[0] }] },
    episodes: [
      episode(asset, 0, random()),
      {
        ...episode(asset, 1, random()),
        ongoing: true,
        culprits: [],
        recurs: { id: 'the first', start: 12.5 },
        state: 2,
        kind: 'outside-trained-range',
      },
      { ...episode(asset, 2, random()), kind: 'alarm', moved: { from: 62, to: 20.5 } },
    ],
    signals: [signal('bearing', '°C', column), signal('flow', undefined, column)],
    grades: [
      { sensor: 'bearing', unit: '°C', description: 'drive end', grade: 'good', ...quality(random) },
      { sensor: 'flow', grade: 'fair', ...quality(random), longestGapSeconds: Number.POSITIVE_INFINITY },
      { sensor: 'speed', unit: '', grade: 'poor', ...quality(random), center: Number.NaN },
    ],
    notices: [{ code: 'FEW-TRAINING-ROWS', text: 'Only 180 rows were learned from; limits are wide.' }],
    series: {
      time,
      split: Uint8Array.from(time, (_, row) => (row < trainRows ? 0 : 1)),
      fused: withGap,
      anomaly: Uint8Array.from(time, () => (random() > 0.9 ? 1 : 0)),
      health: column(),
      state: Uint8Array.from(time, (_, row) => row % 3),
      detectors: [
        { name: 'pca_spe', weight: 0.6, z: column() },
        { name: 'ar1', weight: 0.4, z: column().fill(Number.NaN, 0, 1) },
      ],
    },
    settings: { asset, ignore: ['Ventil 4'], seed },
    resultHash: seed.toString(16).padStart(64, '0'),
  }
}

function episode(asset: string, position: number, peak: number): Episode {
  const begin = start + position * 100 * minute
  return {
    id: `${asset}@${begin}`,
    start: begin,
    end: begin + 20 * minute,
    ongoing: false,
    rows: 21,
    peak,
    peakTime: begin + 5 * minute,
    severity: 'medium',
    severityReason: 'The peak is twice the threshold.',
    direction: 'above',
    culprits: [
      { sensor: 'bearing', share: 81.5, deviation: 6.1, expected: 61, observed: 67.1 },
      { sensor: 'others', share: 18.5, deviation: Number.NaN, expected: Number.NaN, observed: Number.NaN },
    ],
  }
}

function signal(sensor: string, unit: string | undefined, column: () => Float64Array): CulpritSignal {
  return { sensor, ...(unit !== undefined && { unit }), value: column(), expected: column(), low: column(), high: column() }
}

function quality(random: () => number) {
  return { missingShare: random(), longestGapSeconds: 120, longestFlatSeconds: 30, center: random(), scale: random() }
}

/** Numbers in [0, 1) from a linear congruential generator (Numerical Recipes, 3rd ed., section 7.1.5). */
function uniform(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
