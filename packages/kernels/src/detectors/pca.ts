import { pcaContributions, pcaFit, pcaReconstruct, pcaScore } from '../detector/pca.ts'
import { defineDetector } from './define.ts'

/**
 * Principal component subspace: do the sensors still move together as they did in training? SPE measures what breaks the pattern, T² how
 * far a row lies along it. See `pcaFit` and `pcaScore`; on `lagColumns` of the history it sees dynamics too (Ku, Storer and Georgakis 1995).
 *
 * It fails where the relations are not linear or change with the operating regime (fit one a regime), where one sensor's unit dwarfs the
 * others (scale first), and where training rows hold faults, whose direction it then keeps. T² is weak for small faults and rises with any
 * change of load; SPE spreads the residual of one sensor over its relatives, so the largest part is a lead, not a proof. In-sample scores
 * are too low: set limits on rows that were not fitted.
 */
export const Pca = defineDetector(
  {
    name: 'pca',
    className: 'Pca',
    version: 1,
    arrays: { center: ['cols'], vectors: ['cols', 'cols'], eigenvalues: ['cols'] },
    integers: ['kept'],
    settings: [],
  },
  {
    fit: pcaFit,
    score: pcaScore,
    contributions: pcaContributions,
    reconstruct: pcaReconstruct,
    refuse: ({ eigenvalues }) =>
      Number.isFinite(eigenvalues[0]) ? undefined : 'x holds deviations beyond 1e150, whose squares overflow; scale its columns first',
  },
)
