import { ar1Contributions, ar1Fit, ar1Score } from '../detector/ar1.ts'
import { defineDetector } from './define.ts'

/**
 * First-order autoregression of each sensor: how far is each value from what the one before it suggests? See `ar1Fit` and `ar1Score`.
 *
 * It sees jumps, spikes and a change of dynamics in single sensors. It fails on slow single-sensor faults: with φ near 1 a ramp looks like
 * the next step of itself, and after a step only the first row stands out (smooth the score). It is blind to relations between sensors.
 * A quantised or stuck sensor has residuals of mostly 0 and a scale at its floor, so that one step of it owns the score: scale such
 * sensors first, or set them aside.
 */
export const Ar1 = defineDetector(
  {
    name: 'ar1',
    className: 'Ar1',
    version: 1,
    arrays: { center: ['cols'], phi: ['cols'], scale: ['cols'] },
    integers: [],
    settings: [],
  },
  { fit: ar1Fit, score: ar1Score, contributions: ar1Contributions },
)
