import { Ar1 } from './ar1.ts'
import { Cusum } from './cusum.ts'
import type { NamedEntry } from './define.ts'
import { Gmm } from './gmm.ts'
import { IsolationForest } from './isolation-forest.ts'
import { Mahalanobis } from './mahalanobis.ts'
import { Omr } from './omr.ts'
import { Pca } from './pca.ts'

/** Every detector as plain data: what kernels.json holds of them. */
export const detectors: readonly NamedEntry[] = [Ar1, Pca, Omr, Gmm, IsolationForest, Mahalanobis, Cusum].map(({ entry }) => entry)
