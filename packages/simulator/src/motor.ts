import { type AssetKind, type Conditions, lagged, motorCurrent, type Severity } from './asset-kind.ts'

const FULL_RPM = 1500
const RATED_SLIP = 0.015
const RATED_KILOWATTS = 160

function create(start: number) {
  const phases = [start, start, start]
  let [driveEnd, otherEnd] = [start, start]
  return ({ speed, demand, ambient, slow }: Conditions, { bearing, blockage }: Severity): number[] => {
    // Across the line: the schedule's ramp is the load being taken up.
    const turns = speed > 0
    const load = turns ? Math.min(1, 2 * speed) * (demand + 0.02 * bearing) : 0
    const rpm = turns ? FULL_RPM * (1 - RATED_SLIP * load) * Math.min(1, 5 * speed) : 0
    const voltage = 400 + 2.5 * slow[1]
    const current = turns ? motorCurrent(RATED_KILOWATTS * load, 85, 0.94) * (400 / voltage) : 0
    const heat = (68 * load * load + (turns ? 8 : 0)) * (1 + 0.35 * blockage)
    for (let i = 0; i < 3; i++) phases[i] = lagged(phases[i], ambient + heat * (0.98 + 0.02 * i), turns ? 55 : 130)
    driveEnd = lagged(driveEnd, ambient + (turns ? 22 : 0) + 12 * load + 15 * bearing * (turns ? 1 : 0), turns ? 40 : 75)
    otherEnd = lagged(otherEnd, ambient + (turns ? 20 : 0) + 8 * load + 3 * bearing * (turns ? 1 : 0), turns ? 40 : 75)
    return [
      rpm,
      RATED_KILOWATTS * load,
      voltage,
      current,
      ...phases,
      driveEnd,
      otherEnd,
      turns ? 0.8 + 0.9 * load + 2.5 * bearing : 0.04,
      turns ? 0.7 + 0.8 * load + 0.6 * bearing : 0.04,
      ambient,
    ]
  }
}

/** A 160 kW induction motor across the line; a blockage is one of its cooling air. */
export const motor: AssetKind = {
  sensors: [
    { name: 'speed', unit: 'rpm', noise: 0.6, decimals: 0 },
    { name: 'power', unit: 'kW', noise: 0.5, decimals: 1 },
    { name: 'voltage', unit: 'V', noise: 0.4, decimals: 1 },
    { name: 'current', unit: 'A', noise: 0.8, decimals: 1 },
    { name: 'winding_temperature_U', unit: '°C', noise: 0.2, decimals: 1 },
    { name: 'winding_temperature_V', unit: '°C', noise: 0.2, decimals: 1 },
    { name: 'winding_temperature_W', unit: '°C', noise: 0.2, decimals: 1 },
    { name: 'bearing_temperature_DE', unit: '°C', noise: 0.15, decimals: 1 },
    { name: 'bearing_temperature_NDE', unit: '°C', noise: 0.15, decimals: 1 },
    { name: 'vibration_DE', unit: 'mm/s', noise: 0.05, decimals: 2 },
    { name: 'vibration_NDE', unit: 'mm/s', noise: 0.05, decimals: 2 },
    { name: 'ambient_temperature', unit: '°C', noise: 0.1, decimals: 1 },
  ],
  faults: ['bearing', 'blockage', 'sensor-stuck', 'none'],
  stuck: 'bearing_temperature_DE',
  create,
}
