import { defineKernel } from '../kernel/define.ts'
import { number, relative, vector } from '../kernel/definition.ts'
import { histories, rollingArgs } from '../kernel/shapes.ts'
import * as reference from '../reference/rolling/spectral.ts'

/**
 * Energy of each trailing window of each column within bands of frequency: rows × (cols · bands), in the square of the unit of x; column
 * c·bands + b is band b of sensor c. It is `bandEnergy` of the window alone: Σ c_k·|Σ_j d_j·e^(−2πi·jk/window)|²/window² over the bins
 * k ≥ 1 with low ≤ k·fs/window < high, c_k = 2 but 1 for k = window/2. So bands that cover 0 … fs/2 (the last `high` above fs/2) add up to
 * the window's mean squared deviation. A band without a bin has 0, one with a NaN for an edge NaN.
 *
 * NaN where the window is not whole yet or holds a missing value: a transform has no meaning for fewer rows, so there is no minPeriods.
 * Raises RangeError when `low` and `high` differ in length. Error: about 1e-15 of the window's energy; offsets and what has left the window
 * cost no digits. Cost: O(rows · cols · bins in the bands), about 1 ns a value and bin. Method: rolling sums of the turned values by prefixes
 * and suffixes of blocks (van Herk, Gil and Werman, 1992), not the sliding transform, which drifts.
 */
export const rollingSpectralEnergy = defineKernel({
  name: 'rollingSpectralEnergy',
  family: 'rolling',
  args: {
    x: histories,
    window: rollingArgs.window,
    low: vector('Lower edge of each band, which belongs to it.', 'bands'),
    high: vector('Upper edge of each band, which does not.', 'bands'),
    fs: number('Rows a unit of time: the unit of frequencies is one over it.', { min: 1e-100, max: 1e100, default: 1 }),
  },
  out: { out: { shape: ['rows', ['cols', 'bands']], doc: 'Energies; the bands of a sensor side by side.' } },
  scratch: 'rollingSpectralEnergyScratch',
  cost: { ns: 10, per: ['rows', 'cols', 'bands'] },
  columnwise: true,
  equals: relative(1e-12),
  reference: reference.rollingSpectralEnergy,
})
