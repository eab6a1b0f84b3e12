export type Fault = 'bearing' | 'blockage' | 'leak' | 'sensor-stuck' | 'none'

export interface SimulatedSensor {
  readonly name: string
  readonly unit: string
  /** Standard deviation of the measurement noise, in the unit. */
  readonly noise: number
  /** Decimals that the historian keeps. */
  readonly decimals: number
}

/** What the outside does to the machine in one minute. */
export interface Conditions {
  /** Fraction of full speed, 0 when stopped. */
  readonly speed: number
  /** Demand on the machine, about 0.5 to 1. */
  readonly demand: number
  /** °C. */
  readonly ambient: number
  /** Slow disturbances of the process, standard deviation 1, about an hour long. */
  readonly slow: readonly [number, number]
}

/** How far each fault has grown, 0 to 1. */
export interface Severity {
  readonly bearing: number
  readonly blockage: number
  readonly leak: number
}

export interface AssetKind {
  readonly sensors: readonly SimulatedSensor[]
  readonly faults: readonly Fault[]
  /** The sensor that freezes under `sensor-stuck`. */
  readonly stuck: string
  /** A cold machine; each call advances it one minute and gives the true value of each sensor, in their order. */
  readonly create: (ambient: number) => (conditions: Conditions, severity: Severity) => number[]
}

/** First-order lag: `state` one minute later on its way to `target`, with the time constant in minutes. */
export const lagged = (state: number, target: number, minutes: number): number => state + (target - state) / minutes

const PHASE_VOLTS = 400
const SQRT3 = 1.7320508075688772

/** Line current in A of a 400 V induction motor at shaft power `kilowatts`: active and magnetising current in quadrature. */
export function motorCurrent(kilowatts: number, magnetising: number, efficiency: number): number {
  const active = (kilowatts * 1000) / (SQRT3 * PHASE_VOLTS * efficiency)
  return Math.sqrt(active * active + magnetising * magnetising)
}
