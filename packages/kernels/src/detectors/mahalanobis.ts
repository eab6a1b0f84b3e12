import { mahalanobisContributions, mahalanobisFit, mahalanobisScore } from '../detector/mahalanobis.ts'
import { defineDetector } from './define.ts'

/**
 * Squared Mahalanobis distance from the training rows' centre, by a covariance shrunk so that it can be inverted. See `mahalanobisFit`.
 *
 * It fails where healthy rows form several clouds (operating states) or a curved one, and where training rows hold faults, which widen the
 * covariance; shrinking looks at units, so scale the sensors first.
 */
export const Mahalanobis = defineDetector(
  {
    name: 'mahalanobis',
    className: 'Mahalanobis',
    version: 1,
    arrays: { center: ['cols'], precision: ['cols', 'cols'], used: [1] },
    integers: [],
    settings: [],
  },
  { fit: mahalanobisFit, score: mahalanobisScore, contributions: mahalanobisContributions },
)
