import { cusumContributions, cusumFit, cusumScore } from '../detector/cusum.ts'
import { defineDetector } from './define.ts'

/**
 * Cumulative sums of each sensor's deviations from its level, less a slack: small shifts that last. See `cusumFit` and `cusumScore`; `slack`, half
 * the shift that is to be found, in scales, is given to `fit`.
 *
 * It depends on the order of rows. It fails where the level follows the load (give it residuals or a fused score instead of raw sensors) and
 * where healthy rows drift; positive autocorrelation brings false alarms, for which the slack must be larger.
 */
export const Cusum = defineDetector(
  {
    name: 'cusum',
    className: 'Cusum',
    version: 1,
    arrays: { center: ['cols'], scale: ['cols'] },
    integers: [],
    settings: ['slack'],
  },
  { fit: cusumFit, score: cusumScore, contributions: cusumContributions },
)
