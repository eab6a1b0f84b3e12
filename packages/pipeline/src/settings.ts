import type { Settings } from '@acm/contract'
/** Of the format of models: a program scores by models of its own alone. */
export const MODEL_VERSION = 3

/** A seed as kernels take it. */
export const kernelSeed = (seed: number): number => seed % 2_147_483_648

/** What is done when nothing is said. */
export const defaults: Settings = {
  asset: 'asset',
  ignore: [],
  seed: 1,
  alarmsAMonth: 1,
}

/** What the method fixes; a value that a person should turn belongs to `Settings`. */
export const method = {
  /** Least share of the expected sensors that must be there. */
  sensorsPresent: 0.7,
  /** A sensor observed in a smaller share of the training rows is set aside. */
  observedShare: 0.5,
  /** Magnitudes from here on are a historian's marker for "bad", not a measurement (the largest 32-bit float is 3.4e38). */
  largestReading: 1e30,
  trainShare: 0.6,
  leastTrainRows: 50,
  /** A pause counts as this many cadences at most. */
  gapCadences: 10,
  healthAlpha: 0.3,
} as const
