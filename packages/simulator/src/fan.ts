import { type AssetKind, type Conditions, lagged, motorCurrent, type Severity } from './asset-kind.ts'

const FULL_RPM = 1480
/** Pa at full speed without flow; Pa per (m³/s)² lost in the fan, its filter and its duct. At full speed: 30 m³/s. */
const SHUT_OFF_PASCAL = 3200
const FAN_LOSS = 0.9
const FILTER_LOSS = 0.35
const DUCT_LOSS = 2.3
const RATED_KILOWATTS = 92

interface Airflow {
  readonly volume: number
  readonly filterDrop: number
  readonly ductPressure: number
}

/** Everything is turbulent, so the flow is where the shut-off pressure equals the sum of the quadratic losses. */
function airflow(speed: number, { blockage, leak }: Severity): Airflow {
  const filter = FILTER_LOSS * (1 + 3 * blockage)
  const duct = DUCT_LOSS / ((1 + 0.2 * leak) * (1 + 0.2 * leak))
  const volume = speed * Math.sqrt(SHUT_OFF_PASCAL / (FAN_LOSS + filter + duct))
  return { volume, filterDrop: filter * volume * volume, ductPressure: duct * volume * volume }
}

function create(start: number) {
  let [winding, driveEnd, otherEnd] = [start, start, start]
  return ({ speed, demand, ambient, slow }: Conditions, severity: Severity): number[] => {
    const { bearing } = severity
    const air = airflow(speed, severity)
    const speed2 = speed * speed
    const power = (air.volume * (air.ductPressure + air.filterDrop)) / 720 + 4 * speed2 * speed + 1.5 * bearing * speed
    const load = power / RATED_KILOWATTS
    const turns = speed > 0
    winding = lagged(winding, ambient + 62 * load * load, turns ? 70 : 140)
    driveEnd = lagged(driveEnd, ambient + 24 * speed2 + 7 * load + 18 * bearing * speed, turns ? 45 : 80)
    otherEnd = lagged(otherEnd, ambient + 21 * speed2 + 4 * load + 3 * bearing * speed, turns ? 45 : 80)
    const vibration = 0.4 + 1.9 * speed2 + 0.4 * load
    return [
      FULL_RPM * speed,
      100 * demand,
      air.volume,
      air.filterDrop + 2 * slow[1],
      air.ductPressure,
      turns ? motorCurrent(power, 45, 0.9) : 0,
      winding,
      driveEnd,
      otherEnd,
      turns ? vibration + 3.2 * bearing * speed : 0.05,
      turns ? 0.85 * vibration + 0.8 * bearing * speed : 0.05,
      ambient,
    ]
  }
}

/** A forced-draught fan with an inlet filter and its motor. */
export const fan: AssetKind = {
  sensors: [
    { name: 'speed', unit: 'rpm', noise: 1.5, decimals: 0 },
    { name: 'demand', unit: '%', noise: 0.1, decimals: 1 },
    { name: 'air_flow', unit: 'm3/s', noise: 0.15, decimals: 2 },
    { name: 'filter_pressure_drop', unit: 'Pa', noise: 3, decimals: 0 },
    { name: 'duct_pressure', unit: 'Pa', noise: 8, decimals: 0 },
    { name: 'motor_current', unit: 'A', noise: 0.8, decimals: 1 },
    { name: 'winding_temperature', unit: '°C', noise: 0.2, decimals: 1 },
    { name: 'bearing_temperature_DE', unit: '°C', noise: 0.15, decimals: 1 },
    { name: 'bearing_temperature_NDE', unit: '°C', noise: 0.15, decimals: 1 },
    { name: 'vibration_DE', unit: 'mm/s', noise: 0.07, decimals: 2 },
    { name: 'vibration_NDE', unit: 'mm/s', noise: 0.06, decimals: 2 },
    { name: 'ambient_temperature', unit: '°C', noise: 0.1, decimals: 1 },
  ],
  faults: ['bearing', 'blockage', 'leak', 'sensor-stuck', 'none'],
  stuck: 'bearing_temperature_DE',
  create,
}
