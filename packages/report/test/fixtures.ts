// Run results as the pipeline hands them over, made from a seeded generator: a pump with five sensors, faults put in where a test asks.

import type { Culprit, CulpritSignal, Episode, RunResult, SensorGrade } from '@acm/contract'

export const start = Date.UTC(2013, 4, 1)
const sensors = [
  { sensor: 'TI-101', description: 'Bearing temperature', unit: '°C', center: 58, scale: 1.2 },
  { sensor: 'VI-102', description: 'Vibration', unit: 'mm/s', center: 2.4, scale: 0.15 },
  { sensor: 'II-103', description: 'Motor current', unit: 'A', center: 41, scale: 2 },
  { sensor: 'FI-104', description: 'Flow', unit: 'm³/h', center: 120, scale: 6 },
  { sensor: 'PI-105', unit: 'bar', center: 6.3, scale: 0.2 },
]

export interface Fault {
  readonly from: number
  readonly to: number
  readonly size: number
}

export interface Plan {
  readonly rows?: number
  readonly faults?: readonly Fault[]
  readonly cadenceSeconds?: number
}

function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296 - 0.5
  }
}

function excess(faults: readonly Fault[], row: number): number {
  return faults.reduce((sum, { from, to, size }) => (row >= from && row <= to ? sum + size * Math.min(1, (row - from + 5) / 40) : sum), 0)
}

function signal(column: number, rows: number, faults: readonly Fault[]): CulpritSignal {
  const { sensor, unit, center, scale } = sensors[column]
  const random = generator(column + 1)
  const expected = Float64Array.from({ length: rows }, (_, i) => center + scale * (1.5 * Math.sin(i / 90) + 0.8 * Math.sin(i / 700 + column)))
  const weight = [1, 0.5, 0.2, 0, 0][column]
  const value = expected.map((e, i) => e + scale * (1.2 * (random() + random()) + weight * excess(faults, i)))
  return { sensor, unit, value, expected, low: expected.map((e) => e - 2.2 * scale), high: expected.map((e) => e + 2.2 * scale) }
}

function culprits(fault: Fault): Culprit[] {
  const [bearing, vibration] = sensors
  return [
    {
      sensor: bearing.sensor,
      share: 61.4,
      deviation: fault.size * bearing.scale,
      expected: bearing.center,
      observed: bearing.center + fault.size * bearing.scale,
    },
    {
      sensor: vibration.sensor,
      share: 22.3,
      deviation: 0.5 * fault.size * vibration.scale,
      expected: 2.4,
      observed: 2.4 + 0.5 * fault.size * vibration.scale,
    },
    { sensor: 'others', share: 16.3, deviation: Number.NaN, expected: Number.NaN, observed: Number.NaN },
  ]
}

function episode(fault: Fault, rows: number, time: Float64Array): Episode {
  const severity = fault.size > 4 ? 'high' : fault.size > 2.5 ? 'medium' : 'low'
  return {
    id: `pump-7:${time[fault.from]}`,
    start: time[fault.from],
    end: time[fault.to],
    ongoing: fault.to === rows - 1,
    rows: fault.to - fault.from + 1,
    peak: fault.size * 1.8,
    peakTime: time[Math.floor((fault.from + fault.to) / 2)],
    severity,
    severityReason: `the score reaches ${(fault.size * 0.6).toFixed(1)} times the threshold`,
    direction: 'above',
    culprits: culprits(fault),
  }
}

const grades: SensorGrade[] = sensors.map(({ sensor, description, unit, center, scale }, i) => ({
  sensor,
  ...(description === undefined ? {} : { description }),
  unit,
  grade: i === 3 ? 'fair' : 'good',
  missingShare: i === 3 ? 0.034 : 0,
  longestGapSeconds: i === 3 ? 7_200 : 0,
  longestFlatSeconds: 1_200,
  center,
  scale,
}))

function series(rows: number, time: Float64Array, faults: readonly Fault[]): RunResult['series'] {
  const random = generator(99)
  const split = Uint8Array.from({ length: rows }, (_, i) => (i < rows * 0.6 ? 0 : 1))
  const fused = Float64Array.from({ length: rows }, (_, i) => 1.6 * (random() + random()) + 1.8 * excess(faults, i))
  const health = Float64Array.from(fused, () => 0)
  for (let i = 0, smooth = 96; i < rows; i++) {
    smooth += 0.3 * (100 * 0.8 ** (Math.max(fused[i], 0) / 3.2) - smooth)
    health[i] = smooth
  }
  const z = (factor: number): Float64Array => fused.map((value) => factor * value + random())
  const detectors: RunResult['series']['detectors'] = [
    { name: 'largest over 16 rows', weight: 0.4, z: z(0.6) },
    { name: 'together over 16 rows', weight: 0.4, z: z(1.1) },
    { name: 'pace over 16 rows', weight: 0.2, z: z(0.8) },
  ]
  return { time, split, fused, anomaly: Uint8Array.from(fused, (value) => (value > 3.2 ? 1 : 0)), health, detectors }
}

function zoneOf(health: number): RunResult['health']['zone'] {
  if (health >= 80) return 'healthy'
  if (health >= 50) return 'degrading'
  return health >= 20 ? 'critical' : 'failure'
}

export function runResult({ rows = 2_000, faults = [], cadenceSeconds = 600 }: Plan = {}): RunResult {
  const time = Float64Array.from({ length: rows }, (_, i) => start + i * cadenceSeconds * 1000)
  const drawn = series(rows, time, faults)
  const health = drawn.health[rows - 1]
  const trainRows = Math.ceil(rows * 0.6)
  return {
    schemaVersion: 1,
    asset: 'Pump 7',
    source: {
      files: ['pump7.csv'],
      rows,
      sensors: sensors.length,
      start: time[0],
      end: time[rows - 1],
      zoned: false,
      cadenceSeconds,
      setAside: [{ sensor: 'XI-900', reason: 'it hardly moves: 99 % of its values are 4.0' }],
      rejectedRows: 3,
      rejected: [{ file: 'pump7.csv', line: 812, reason: 'the time cannot be read', cell: '31.02.2013 10:00' }],
      duplicateRows: 4,
    },
    train: { rows: trainRows, start: time[0], end: time[trainRows - 1] },
    threshold: 3.2,
    falseAlarms: { budget: 1, months: 2.5, alarms: 2, rate: 0.8, low: 0, high: 1.6 },
    health: { value: health, zone: zoneOf(health) },
    episodes: faults.map((fault) => episode(fault, rows, time)),
    signals: sensors.map((_, column) => signal(column, rows, faults)),
    grades,
    notices: [],
    series: drawn,
    settings: {
      asset: 'Pump 7',
      ignore: [],
      seed: 1,
      alarmsAMonth: 1,
    },
    resultHash: '3f'.repeat(32),
  }
}

export const healthy = (): RunResult => runResult()

export const ongoing = (): RunResult => ({
  ...runResult({
    faults: [
      { from: 1_400, to: 1_430, size: 2.2 },
      { from: 1_650, to: 1_999, size: 5.1 },
    ],
  }),
  notices: [{ code: 'few-rows', text: 'Training holds 8 days only; slow seasons were not seen.' }],
})

/** Sixty short episodes of different size, none of them open. */
export const many = (): RunResult =>
  runResult({
    rows: 10_000,
    faults: Array.from({ length: 60 }, (_, i) => ({ from: 6_050 + i * 65, to: 6_050 + i * 65 + 12 + (i % 7), size: 1.9 + ((i * 37) % 60) / 15 })),
  })

export const attack = '</script><img src=x onerror=alert(1)>\u2028\u001b[31m"\'&'

/** Names, units, reasons and cells that try to leave their place. */
export function hostile(): RunResult {
  const result = ongoing()
  const rename = <T extends { sensor: string }>(entry: T): T => ({
    ...entry,
    sensor: attack,
    ...('unit' in entry ? { unit: attack } : {}),
    ...('description' in entry ? { description: attack } : {}),
  })
  const [first, ...rest] = result.grades
  return {
    ...result,
    asset: attack,
    source: {
      ...result.source,
      files: [attack],
      setAside: [{ sensor: attack, reason: attack }],
      rejected: [{ file: attack, line: 1, reason: attack, cell: attack }],
    },
    grades: [rename(first), ...rest],
    signals: [rename(result.signals[0]), ...result.signals.slice(1)],
    episodes: result.episodes.map((entry) => ({
      ...entry,
      severityReason: attack,
      culprits: [rename(entry.culprits[0]), ...entry.culprits.slice(1)],
    })),
    notices: [{ code: attack, text: attack }],
    settings: { ...result.settings, asset: attack, ignore: [attack] },
  }
}
