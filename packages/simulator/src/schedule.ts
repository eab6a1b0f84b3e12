import { type Conditions, lagged } from './asset-kind.ts'
import type { Random } from './random.ts'

const DAY = 1440
const STOP_BEGIN = 120
const STOP_END = 180
const RUN_UP = 0.1
const RUN_DOWN = 0.2

/** A day's wave without a sine: two parabolas, -1 to 1, zero and rising at phase 0. */
function wave(phase: number): number {
  const p = phase - Math.floor(phase)
  return p < 0.5 ? 16 * p * (0.5 - p) : -16 * (p - 0.5) * (1 - p)
}

const approach = (from: number, to: number): number => (to > from ? Math.min(to, from + RUN_UP) : Math.max(to, from - RUN_DOWN))

/** A value that wanders with standard deviation 1 and forgets in about an hour. */
const wander = (from: number, random: Random): number => 0.983 * from + 0.1836 * random.normal()

export const ambientAt = (minute: number): number => 21 + 5 * wave((minute - 540) / DAY)

/** The plant around a machine: more demand by day, a stop from 02:00 to 03:00, warm afternoons. Every day is alike, so that what follows a few days holds nothing new but the fault. Minute 0 is a midnight. */
export function createSchedule(random: Random): (minute: number) => Conditions {
  let speed = 0
  let weather = 0
  let slow: [number, number] = [random.normal(), random.normal()]
  return (minute) => {
    const clock = minute % DAY
    slow = [wander(slow[0], random), wander(slow[1], random)]
    weather = lagged(weather, 3 * slow[1], 240)
    const demand = 0.75 + 0.17 * wave((minute - 420) / DAY) + 0.02 * slow[0]
    const running = clock < STOP_BEGIN || clock >= STOP_END
    speed = approach(speed, running ? 0.6 + 0.4 * demand : 0)
    return { speed, demand, ambient: ambientAt(minute) + weather, slow }
  }
}
