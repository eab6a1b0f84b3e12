import type { DetectorName, Settings } from '@acm/contract'
/** Of the format of models: a program scores by models of its own alone. */
export const MODEL_VERSION = 3

/** A seed as kernels take it. */
export const kernelSeed = (seed: number): number => seed % 2_147_483_648

export const detectorNames: readonly DetectorName[] = ['omr', 'pca_spe', 'ar1', 'pca_t2', 'gmm', 'iforest']

/**
 * Weights by name. `default`: the two that watch relations between sensors share what one would have: the overall model residual finds most on a
 * plant at rest (Tennessee Eastman) and is the first to alarm where healthy rows drift (SKAB without anomalies); mixture and forest, measured, add
 * nothing to the four. `all`: every detector, by what the literature's tables say of them. `predecessor`: as in the system before this one.
 */
export const presets = {
  default: { omr: 0.1, pca_spe: 0.1, ar1: 0.2, pca_t2: 0.1 },
  all: { omr: 0.25, pca_spe: 0.2, ar1: 0.2, pca_t2: 0.1, gmm: 0.2, iforest: 0.05 },
  predecessor: { omr: 0.1, pca_spe: 0.2, ar1: 0.25, pca_t2: 0.15, gmm: 0.15, iforest: 0.15 },
} as const satisfies Readonly<Record<string, Settings['weights']>>

/**
 * What is done when nothing is said. `falseAlarmRate` 0.01 is what the field's tables are made with; where training rows last long enough to tell, the budget `alarmsAMonth` raises the threshold.
 */
export const defaults: Settings = {
  asset: 'asset',
  ignore: [],
  seed: 1,
  weights: presets.default,
  falseAlarmRate: 0.01,
  alarmsAMonth: 1,
}

/** What the method fixes; a value that a person should turn belongs to `Settings`. */
export const method = {
  /** Least share of the expected sensors that must be there. */
  sensorsPresent: 0.7,
  /** A sensor observed in a smaller share of the training rows is set aside. */
  observedShare: 0.5,
  /** A sensor that holds one value in a larger share of its training rows is set aside as near-constant. */
  flatShare: 0.99,
  /** Magnitudes from here on are a historian's marker for "bad", not a measurement (the largest 32-bit float is 3.4e38). */
  largestReading: 1e30,
  trainShare: 0.6,
  leastTrainRows: 50,
  /** More training rows than these fit a model no better (the standard error of a median is 1 % of the spread); the rest still calibrate. */
  mostFitRows: 20_000,
  /** A pause longer than this many cadences starts a new segment: nothing is smoothed across it. */
  gapCadences: 10,
  /** Smoothed scale: median over 5 rows, then mean over 16. */
  medianWindow: 5,
  meanWindow: 16,
  /** Largest scaled deviation; keeps squares and sums of hundreds of sensors far from overflow. */
  largestDeviation: 1e6,
  variance: 0.95,
  blocks: 5,
  /** Rows left out on each side of a held-out block: as far as both smoothers reach. */
  blockGap: 20,
  /** A block of fewer rows holds too few independent stretches of the smoothed scale to know a tail by: the reader is told. */
  rowsOfBlock: 160,
  fusionAlpha: 0.2,
  /** Of the threshold: below this score an episode ends, and back to it "since when" is looked for. */
  release: 0.6,
  /** Rows, all of the episode's own operating state: runs nearer than this are one; shorter ones are no episode. */
  mergeRows: 16,
  leastEpisodeRows: 8,
  /** Rows after a change of the operating state that raise no alarm: so many, and on while several sensors have not settled, up to the second number. */
  transientRows: 5,
  mostTransientRows: 64,
  healthAlpha: 0.3,
} as const
