// The plain meaning of energy by window: the band energy of each whole window without a missing value.

import { deviations, energyWithin, squares } from '../spectral/density.ts'
import { circle, isSound } from '../spectral/fourier.ts'

interface Call {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly window: number
  readonly low: Float64Array
  readonly high: Float64Array
  readonly fs: number
  readonly out: Float64Array
}

export function rollingSpectralEnergy({ x, rows, cols, window, low, high, fs, out }: Call): void {
  const points = circle(Math.min(window, rows))
  out.fill(Number.NaN)
  for (let c = 0; c < cols; c++)
    for (let row = window - 1; row < rows; row++) {
      const part = x.subarray(c * rows + row - window + 1, c * rows + row + 1)
      if (!isSound(part)) continue
      const powers = squares(deviations(part), points, 1 / window)
      for (let band = 0; band < low.length; band++)
        out[(c * low.length + band) * rows + row] = energyWithin(powers, low[band], high[band], (k) => (k * fs) / window)
    }
}
