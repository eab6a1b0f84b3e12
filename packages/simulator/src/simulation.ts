// A machine's life as its historian would have kept it.

import { type History, Problem } from '@acm/contract'
import type { AssetKind, Fault, Severity, SimulatedSensor } from './asset-kind.ts'
import { fan } from './fan.ts'
import { minute } from './minute.ts'
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

/** Rows of readings, each a text a transmitter, as a historian keeps them. */
interface Readings {
  readonly transmitters: readonly Transmitter[]
  readonly rows: () => Generator<readonly string[]>
}

/** Raises Problem ACM-USAGE-FAULT where the asset cannot have the fault. */
function readings({ kind, rows, sensors, fault, seed }: Simulation): Readings {
  const asset = assetKinds[kind]
  if (!asset.faults.includes(fault))
    throw new Problem('ACM-USAGE-FAULT', `a ${kind} has no fault "${fault}"`, `choose one of ${asset.faults.join(', ')}`)
  const random = new Random(seed)
  const all = transmitters(asset, sensors ?? asset.sensors.length, random)
  const [schedule, machine] = [createSchedule(random), asset.create(ambientAt(0))]
  const read = ({ quantity, gain, noise, decimals }: Transmitter, truth: readonly number[]): string =>
    Math.max(0, gain * truth[quantity] + noise * random.normal()).toFixed(decimals)
  function* each(): Generator<readonly string[]> {
    // The day before the first row, so that the history begins with a warm machine.
    for (let before = 0; before < DAY; before++) machine(schedule(before), HEALTHY)
    const frozen = new Map<Transmitter, string>()
    for (let row = 0; row < rows; row++) {
      const truth = machine(schedule(DAY + row), severityAt(row, rows, fault))
      const freezes = fault === 'sensor-stuck' && row >= onsetOf(rows)
      yield all.map((transmitter) => {
        const text = frozen.get(transmitter) ?? read(transmitter, truth)
        if (freezes && transmitter.freezes) frozen.set(transmitter, text)
        return text
      })
    }
  }
  return { transmitters: all, rows: each }
}

const timeOf = (row: number): string => new Date(START + row * minute).toISOString().slice(0, 19).replace('T', ' ')

/**
 * The header line and then the rows of a labelled history as CSV text, in pieces; the same arguments give the same bytes everywhere. Raises Problem
 * ACM-USAGE-FAULT where the asset cannot have the fault. Cost: about 7 µs a row of a pump's 11 sensors.
 */
export function* simulatedCsv(simulation: Simulation): Generator<string> {
  const { rows: count, fault } = simulation
  const { transmitters, rows } = readings(simulation)
  const faultyFrom = fault === 'none' ? count : onsetOf(count)
  yield `${['time', ...transmitters.map(({ name, unit }) => `${name} [${unit}]`), 'fault'].join(',')}\n`
  let piece = ''
  let row = 0
  for (const cells of rows()) {
    piece += `${timeOf(row)},${cells.join(',')},${row >= faultyFrom ? 1 : 0}\n`
    if (++row % ROWS_A_PIECE && row < count) continue
    yield piece
    piece = ''
  }
}

/** The same rows as a history in the clock of the plant, values as the historian rounds them, without the label; `onsetOf` says where a fault begins. Raises what `simulatedCsv` raises. */
export function simulatedHistory(simulation: Simulation): History {
  const { kind, rows: count } = simulation
  const { transmitters, rows } = readings(simulation)
  const values = new Float64Array(count * transmitters.length)
  let row = 0
  for (const cells of rows()) {
    for (let col = 0; col < cells.length; col++) values[col * count + row] = Number(cells[col])
    row++
  }
  return {
    files: [`${kind}.csv`],
    sensors: transmitters.map(({ name, unit }) => ({ name, unit })),
    time: Float64Array.from({ length: count }, (_, at) => START + at * minute),
    zoned: false,
    values,
    rows: count,
    setAside: [],
    rejectedRows: 0,
    rejected: [],
  }
}
