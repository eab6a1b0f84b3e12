import { type AssetKind, type Conditions, lagged, motorCurrent, type Severity } from './asset-kind.ts'

const FULL_RPM = 2950
/** Metres at full speed without flow; metres per (m³/h)² that the pump loses. */
const SHUT_OFF_HEAD = 62
const PUMP_LOSS = 2.72e-4
/** Metres the water is lifted; metres per (m³/h)² in the pipe. At full speed the two curves meet at 250 m³/h and 45 m. */
const STATIC_HEAD = 18
const PIPE_LOSS = 4.32e-4
const BAR_PER_METRE = 0.0981
const RATED_KILOWATTS = 41

interface Hydraulics {
  readonly pumped: number
  readonly delivered: number
  readonly head: number
}

/** Where the pump's curve H = H₀·n² − a·Q² meets the pipe's H = Hₛ + b·Q²; below the static head the check valve is shut. */
function hydraulics(speed: number, { blockage, leak }: Severity): Hydraulics {
  const opened = 1 + 0.3 * leak
  const loss = (PIPE_LOSS * (1 + 2 * blockage)) / (opened * opened)
  const shutOff = SHUT_OFF_HEAD * speed * speed
  const pumped = Math.sqrt(Math.max(0, shutOff - STATIC_HEAD) / (PUMP_LOSS + loss))
  return { pumped, delivered: pumped / opened, head: shutOff - PUMP_LOSS * pumped * pumped }
}

function shaftKilowatts({ pumped, head }: Hydraulics, speed: number, bearing: number): number {
  const water = (9.81 * pumped * head) / 3600
  return water / 0.75 + 2.5 * speed * speed * speed + 0.8 * bearing * speed
}

function create(start: number) {
  let [winding, driveEnd, otherEnd] = [start, start, start]
  return ({ speed, ambient, slow }: Conditions, severity: Severity): number[] => {
    const { bearing } = severity
    const flow = hydraulics(speed, severity)
    const power = shaftKilowatts(flow, speed, bearing)
    const load = power / RATED_KILOWATTS
    const [speed2, turns] = [speed * speed, speed > 0]
    winding = lagged(winding, ambient + 58 * load * load, turns ? 60 : 120)
    driveEnd = lagged(driveEnd, ambient + 26 * speed2 + 8 * load + 16 * bearing * speed, turns ? 40 : 70)
    otherEnd = lagged(otherEnd, ambient + 22 * speed2 + 5 * load + 3 * bearing * speed, turns ? 40 : 70)
    const suction = 1.4 + 0.04 * slow[1] - 6e-7 * flow.pumped * flow.pumped
    return [
      FULL_RPM * speed,
      flow.delivered,
      suction,
      suction + BAR_PER_METRE * flow.head,
      turns ? motorCurrent(power, 22, 0.88) : 0,
      winding,
      driveEnd,
      otherEnd,
      turns ? 0.3 + 1.5 * speed2 + 0.5 * load + 2.8 * bearing * speed : 0.05,
      turns ? 0.25 + 1.2 * speed2 + 0.4 * load + 0.7 * bearing * speed : 0.05,
      ambient,
    ]
  }
}

/** A variable-speed centrifugal water pump with its motor. */
export const pump: AssetKind = {
  sensors: [
    { name: 'speed', unit: 'rpm', noise: 2, decimals: 0 },
    { name: 'flow', unit: 'm3/h', noise: 1.2, decimals: 1 },
    { name: 'suction_pressure', unit: 'bar', noise: 0.008, decimals: 3 },
    { name: 'discharge_pressure', unit: 'bar', noise: 0.015, decimals: 2 },
    { name: 'motor_current', unit: 'A', noise: 0.4, decimals: 1 },
    { name: 'winding_temperature', unit: '°C', noise: 0.2, decimals: 1 },
    { name: 'bearing_temperature_DE', unit: '°C', noise: 0.15, decimals: 1 },
    { name: 'bearing_temperature_NDE', unit: '°C', noise: 0.15, decimals: 1 },
    { name: 'vibration_DE', unit: 'mm/s', noise: 0.06, decimals: 2 },
    { name: 'vibration_NDE', unit: 'mm/s', noise: 0.05, decimals: 2 },
    { name: 'ambient_temperature', unit: '°C', noise: 0.1, decimals: 1 },
  ],
  faults: ['bearing', 'blockage', 'leak', 'sensor-stuck', 'none'],
  stuck: 'bearing_temperature_DE',
  create,
}
