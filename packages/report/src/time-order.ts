// A baseline from a file of its own may lie after the scored rows, or among them; charts need their rows in order of time.

import type { RunResult } from '@acm/contract'

function ascending(time: Float64Array): boolean {
  for (let i = 1; i < time.length; i++) if (time[i] < time[i - 1]) return false
  return true
}

/** The result with every row array sorted by time; the result itself when it already is. Rows of equal time keep their order. */
export function inTimeOrder(result: RunResult): RunResult {
  const { series, signals } = result
  if (ascending(series.time)) return result
  const order = Array.from(series.time, (_, row) => row).sort((a, b) => series.time[a] - series.time[b])
  const sorted = <Column extends Float64Array | Uint8Array>(column: Column): Column => column.map((_, i) => column[order[i]]) as Column
  return {
    ...result,
    series: {
      time: sorted(series.time),
      split: sorted(series.split),
      fused: sorted(series.fused),
      anomaly: sorted(series.anomaly),
      health: sorted(series.health),
      ...(series.state && { state: sorted(series.state) }),
      detectors: series.detectors.map((detector) => ({ ...detector, z: sorted(detector.z) })),
    },
    signals: signals.map((signal) => ({
      ...signal,
      value: sorted(signal.value),
      expected: sorted(signal.expected),
      low: sorted(signal.low),
      high: sorted(signal.high),
    })),
  }
}
