import { omrContributions, omrFit, omrReconstruct, omrScore } from '../detector/omr.ts'
import { defineDetector } from './define.ts'

/**
 * Overall model residual: is each sensor still what the others make of it? See `omrFit` for its three methods, and `omrScore`.
 *
 * It names the sensor that departs. It fails where relations are not linear or change with the operating regime, and where a fault moves
 * all sensors along their usual pattern; with few rows residuals of training rows are too small: set limits on rows that were not fitted.
 */
export const Omr = defineDetector(
  {
    name: 'omr',
    className: 'Omr',
    version: 1,
    arrays: { center: ['cols'], coefficients: ['cols', 'cols'], scale: ['cols'] },
    integers: [],
    settings: [],
  },
  { fit: omrFit, score: omrScore, contributions: omrContributions, reconstruct: omrReconstruct },
)
