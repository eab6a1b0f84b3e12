// One score from several: a weighted mean of their normal equivalents, smoothed.

import { type DetectorName, Problem, type Settings, type Weights } from '@acm/contract'
import { ewma, spearman } from '@acm/kernels'
import { joined } from '../../columns.ts'
import { detectorNames, method } from '../../settings.ts'
import { segments } from '../prepare/smoothing.ts'
import { perDetector, type Scores } from './detectors.ts'

/** Detectors that take part, in a fixed order. */
export const taking = (weights: Settings['weights'] | Weights): DetectorName[] => detectorNames.filter((name) => (weights as Weights)[name] > 0)

/** Weights that add to 1. Raises Problem ACM-USAGE-WEIGHTS for a negative one, one of no detector, or none above 0. */
export function normalWeights({ weights }: Settings): Weights {
  const given = Object.entries(weights)
  const sum = given.reduce((total, [, weight]) => total + weight, 0)
  const known = given.every(([name, weight]) => weight >= 0 && (detectorNames as readonly string[]).includes(name))
  if (!known || !(sum > 0) || !Number.isFinite(sum)) {
    throw new Problem(
      'ACM-USAGE-WEIGHTS',
      `the detector weights are ${given.map(([name, weight]) => `${name} ${weight}`).join(', ')}; allowed are ${detectorNames.join(', ')}, none negative and one above 0`,
      'leave them out to have the defaults',
    )
  }
  return perDetector(taking(weights), (name) => (weights[name] ?? 0) / sum)
}

/** Rank correlation of healthy scores from which on two detectors are alike. */
const ALIKE = 0.5

/**
 * Weights of which detectors that say the same have a share each: two that agree in every rank count as one, those of a correlation up to 0.5 as two.
 * `folds` are their scores of healthy rows.
 */
export function discounted(weights: Weights, folds: readonly Scores[]): Weights {
  const names = taking(weights)
  if (names.length < 2) return weights
  const rho = spearman(names.map((name) => joined(folds.map((fold) => fold[name]))))
  const excess = (i: number, j: number): number => Math.max(((rho[i * names.length + j] || 0) - ALIKE) / (1 - ALIKE), 0)
  const left = names.map((name, i) => weights[name] / names.reduce((sum, _, j) => sum + (j === i ? 0 : excess(i, j)), 1))
  const sum = left.reduce((total, weight) => total + weight, 0)
  return Object.fromEntries(names.map((name, i) => [name, left[i] / sum]))
}

/**
 * Smooths each segment by itself, from 0 on, the middle of the healthy scores: begun with its first row, the mean of few rows would stray further than
 * the rest, and a machine that starts and stops would alarm at every start.
 */
function smoothed(scores: Float64Array, starts: readonly number[]): Float64Array {
  const out = new Float64Array(scores.length)
  for (const { begin, end } of segments(starts, scores.length)) {
    const fromZero = new Float64Array(end - begin + 1)
    fromZero.set(scores.subarray(begin, end), 1)
    out.set(ewma(fromZero, { alpha: method.fusionAlpha }).subarray(1), begin)
  }
  return out
}

/** The fused score of consecutive rows. `skipped` rows (1) take no part: the score stays as it was. `starts` begins with 0. */
export function fuse(z: Scores, weights: Weights, starts: readonly number[], skipped: Uint8Array): Float64Array {
  const taken = taking(weights)
  const mean = Float64Array.from(skipped, (skip, row) => (skip ? Number.NaN : taken.reduce((sum, name) => sum + weights[name] * z[name][row], 0)))
  return smoothed(mean, starts)
}
