import { usage } from '../problem.ts'
import type { AssetKind, Fault, Severity, SimulatedSensor } from './asset.ts'
import { fan } from './fan.ts'
import { motor } from './motor.ts'
import { pump } from './pump.ts'
import { Random } from './random.ts'
import { ambientAt, createSchedule } from './schedule.ts'

export const assetKinds = { pump, fan, motor } as const

export interface Simulation {
  readonly kind: keyof typeof assetKinds
  readonly rows: number
  /** Default: the sensors the asset has; more are redundant measurements of the same quantities. */
  readonly sensors?: number
  readonly fault: Fault
  readonly seed: number
}

/** Monday, 1 January 2024, 00:00, in the plant's clock. */
const START = Date.UTC(2024, 0, 1)
const MINUTE = 60_000
const DAY = 1440
/** Rows of one piece of text. */
export const ROWS_A_PIECE = 2048
const ONSET_SHARE = 0.7
const HEALTHY: Severity = { bearing: 0, blockage: 0, leak: 0 }

/** A transmitter: which quantity it measures, and how it errs. */
interface Transmitter extends SimulatedSensor {
  readonly quantity: number
  readonly gain: number
  readonly freezes: boolean
}

/** The asset's own transmitters, then redundant ones (flow_2, …) whose gain is off by up to 2 %. */
function transmitters({ sensors, stuck }: AssetKind, count: number, random: Random): Transmitter[] {
  return Array.from({ length: count }, (_, i) => {
    const quantity = i % sensors.length
    const copy = Math.floor(i / sensors.length) + 1
    const sensor = sensors[quantity]
    const gain = copy === 1 ? 1 : 0.98 + 0.04 * random.uniform()
    return { ...sensor, name: copy === 1 ? sensor.name : `${sensor.name}_${copy}`, quantity, gain, freezes: copy === 1 && sensor.name === stuck }
  })
}

/** First row of the fault: 70 % of the rows. */
export const onsetOf = (rows: number): number => Math.ceil(ONSET_SHARE * rows)

/** Slow at first, then faster, 1 at the last row. */
function severityAt(row: number, rows: number, fault: Fault): Severity {
  const onset = onsetOf(rows)
  if (row < onset || !(fault in HEALTHY)) return HEALTHY
  const share = (row - onset + 1) / (rows - onset)
  return { ...HEALTHY, [fault]: share * (0.3 + 0.7 * share) }
}

const timeOf = (row: number): string => new Date(START + row * MINUTE).toISOString().slice(0, 19).replace('T', ' ')

/** The header line and then the rows of a labelled history as CSV text, in pieces; the same arguments give the same bytes everywhere. Raises ACM-USAGE-FAULT where the asset cannot have the fault. */
export function* simulatedCsv({ kind, rows, sensors, fault, seed }: Simulation): Generator<string> {
  const asset = assetKinds[kind]
  if (!asset.faults.includes(fault)) throw usage('FAULT', `a ${kind} has no fault "${fault}"`, `choose one of ${asset.faults.join(', ')}`)
  const random = new Random(seed)
  const all = transmitters(asset, sensors ?? asset.sensors.length, random)
  const [schedule, machine] = [createSchedule(random), asset.create(ambientAt(0))]
  // The day before the first row, so that the history begins with a warm machine.
  for (let minute = 0; minute < DAY; minute++) machine(schedule(minute), HEALTHY)
  const frozen = new Map<Transmitter, string>()
  const read = (transmitter: Transmitter, truth: readonly number[]): string => {
    const { quantity, gain, noise, decimals } = transmitter
    return Math.max(0, gain * truth[quantity] + noise * random.normal()).toFixed(decimals)
  }
  yield `${['time', ...all.map(({ name, unit }) => `${name} [${unit}]`), 'fault'].join(',')}\n`
  for (let begin = 0; begin < rows; begin += ROWS_A_PIECE) {
    let piece = ''
    for (let row = begin; row < Math.min(begin + ROWS_A_PIECE, rows); row++) {
      const truth = machine(schedule(DAY + row), severityAt(row, rows, fault))
      const faulty = fault !== 'none' && row >= onsetOf(rows)
      piece += timeOf(row)
      for (const transmitter of all) {
        const text = frozen.get(transmitter) ?? read(transmitter, truth)
        if (faulty && fault === 'sensor-stuck' && transmitter.freezes) frozen.set(transmitter, text)
        piece += `,${text}`
      }
      piece += `,${faulty ? 1 : 0}\n`
    }
    yield piece
  }
}
