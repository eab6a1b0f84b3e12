import { gmmContributions, gmmFit, gmmScore } from '../detector/gmm.ts'
import { defineDetector } from './define.ts'

/**
 * Mixture of Gaussians: how unlikely is a row, given the operating states that training knew? See `gmmFit` and `gmmScore`; give `maxComponents` to
 * have the number of states chosen.
 *
 * It fails where healthy rows lie along a curve, in transitions between states that training hardly saw, and with fewer rows a state than some
 * multiple of the sensors; a fault within training makes itself a component. Its scores are logarithms: far rows differ by squares.
 */
export const Gmm = defineDetector(
  {
    name: 'gmm',
    className: 'Gmm',
    version: 1,
    arrays: {
      center: ['cols'],
      spread: ['cols'],
      weights: ['k'],
      means: ['cols', 'k'],
      factors: ['cols', 'cols', 'k'],
      logDeterminants: ['k'],
      bic: ['k'],
    },
    integers: ['kept', 'iterations', 'converged'],
    settings: [],
  },
  { fit: gmmFit, score: gmmScore, contributions: gmmContributions },
)
