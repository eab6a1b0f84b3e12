import { uniform } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import { calibrateByMedian, calibrateTogether, normalEquivalent, straightened, withoutWorst } from '../dist/phases/learn/calibration.js'
import { cleanLimit } from '../dist/phases/learn/contamination.js'
import { discounted, fuse, normalWeights } from '../dist/phases/learn/fusion.js'
import { blocksOf } from '../dist/phases/learn/out-of-fold.js'
import { threshold } from '../dist/phases/learn/threshold.js'
import { defaults } from '../dist/settings.js'

/** Scores with P(score > s) = e^−s: the exponential tail is exact for them. */
const exponential = (rows: number, seed: number): Float64Array => {
  const next = uniform(seed)
  return Float64Array.from({ length: rows }, () => -Math.log(1 - next()))
}
const blocks = Array.from({ length: 5 }, (_, i) => exponential(4000, i + 1))
const z = (calibration: ReturnType<typeof calibrateByMedian>, score: number): number => normalEquivalent(calibration, Float64Array.of(score))[0]

describe('calibration', () => {
  // −log p of the score is the score itself: Φ⁻¹(1 − e^−s) by scipy.stats.norm.isf(exp(-s))
  test.each([
    [Math.LN2, 0],
    [1, 0.33747496],
    [2, 1.1015196],
    [4, 2.0898907],
    [8, 3.4018868],
    [20, 5.8863955],
  ])('score %d has z %d', (score, expected) => {
    // The mean excess of 1 is drawn towards the normal's 0.47, which counts as eight of some 190 runs: 2 % a unit of excess beside
    // three standard errors of a mean of 1,600 excesses, told in z by dz/ds = about 1/z
    const tolerance = 0.03 + (3 * score) / Math.sqrt(1600) / Math.max(expected, 1)
    expect(Math.abs(z(calibrateByMedian(blocks), score) - expected)).toBeLessThan(tolerance)
    expect(Math.abs(z(calibrateTogether(blocks), score) - expected)).toBeLessThan(tolerance + 0.02 * Math.max(score - 2.3, 0))
  })

  test('one bad block moves neither', () => {
    const bad = [blocks[0].map((score) => 50 + 50 * score), ...blocks.slice(1)]
    expect(Math.abs(z(calibrateByMedian(bad), 4) - z(calibrateByMedian(blocks), 4))).toBeLessThan(0.1)
    expect(Math.abs(z(calibrateTogether(bad), 4) - z(calibrateTogether(blocks), 4))).toBeLessThan(0.1)
    expect(withoutWorst(bad)).toEqual(bad.slice(1))
  })

  test('few rows are drawn towards the normal, many are not', () => {
    const narrow = (rows: number) => Array.from({ length: 5 }, (_, i) => exponential(rows, i + 1).map((score) => score / 10))
    const [few, many] = [calibrateTogether(narrow(80)), calibrateTogether(narrow(20_000))]
    // exponential scores divided by ten: 0.9 quantile ln(10)/10, mean excess 0.1; the normal's are 1.28 and 0.47
    expect(many.quantiles.at(-1)).toBeCloseTo(Math.log(10) / 10, 1)
    expect(many.meanExcess).toBeCloseTo(0.1, 1)
    expect(few.meanExcess).toBeGreaterThan(0.2)
    expect(few.meanExcess).toBeLessThan(0.47)
    expect([...few.quantiles].every((value, i) => i === 0 || value >= few.quantiles[i - 1])).toBe(true)
  })

  test('monotone, finite for enormous scores, and for scores that are all equal', () => {
    const scores = Float64Array.from([-5, 0, 0.1, 1, 2, 3, 10, 100, 1e6, 1e300])
    const equivalents = normalEquivalent(calibrateTogether(blocks), scores)
    expect([...equivalents].every((value, i) => Number.isFinite(value) && (i === 0 || value >= equivalents[i - 1]))).toBe(true)
    const constant = calibrateByMedian([new Float64Array(50), new Float64Array(50), new Float64Array(50)])
    expect(Number.isFinite(z(constant, 0))).toBe(true)
    expect(z(constant, 1)).toBeGreaterThan(10)
  })

  test.each([80, 4000])('straightened from the limit on, without a jump or a bend there (%d rows a block)', (rows) => {
    const calibration = calibrateTogether(blocks.map((scores) => scores.subarray(0, rows)))
    const scores = Float64Array.from({ length: 4000 }, (_, i) => i / 200)
    const [plain, straight] = [normalEquivalent(calibration, scores), straightened(calibration, scores, 0.01)]
    const limit = threshold({ ...defaults, falseAlarmRate: 0.01 })
    straight.forEach((value, i) => {
      if (plain[i] <= limit) expect(value).toBe(plain[i])
      else expect(value).toBeGreaterThanOrEqual(plain[i] - 1e-12)
    })
    const steps = straight.subarray(1).map((value, i) => value - straight[i])
    const at = straight.findIndex((value) => value > limit)
    expect(steps[at]).toBeCloseTo(steps[at - 3], 3)
    expect(steps[3900]).toBeCloseTo(steps[at + 5], 9)
  })

  test('missing scores have no equivalents', () => {
    expect(normalEquivalent(calibrateByMedian(blocks), new Float64Array(3).fill(Number.NaN)).every(Number.isNaN)).toBe(true)
  })
})

test.each([
  ['clean scores lose next to nothing', 0, 0.01],
  ['5 % contamination goes', 0.05, 0.06],
  ['at most 30 % goes', 0.4, 0.3001],
])('contamination: %s', (_, share, removed) => {
  const scores = Float64Array.from({ length: 2000 }, (_, i) => (i < share * 2000 ? 1000 + i : 10 + (i % 50) / 25))
  const limit = cleanLimit(scores)
  const gone = scores.filter((score) => score > limit).length / 2000
  expect(gone).toBeLessThanOrEqual(removed)
  expect(gone).toBeGreaterThanOrEqual(Math.min(share, 0.29))
})

test.each([50, 99, 134, 200, 1000, 6000])('the blocks of %d rows', (rows) => {
  const all = blocksOf(rows)
  expect(all[0].begin).toBe(0)
  expect(all.at(-1)?.end).toBe(rows)
  all.forEach(({ begin, end, others }, i) => {
    if (i > 0) expect(begin).toBe(all[i - 1].end)
    const left = others.reduce((sum, span) => sum + span.end - span.begin, 0)
    expect(left).toBeGreaterThanOrEqual(rows / 2)
    for (const span of others)
      expect(span.end <= begin - Math.min(20, 0.15 * rows - 1) || span.begin >= end + Math.min(20, 0.15 * rows - 1)).toBe(true)
  })
})

describe('fusion', () => {
  const weights = normalWeights(defaults)
  const flat = (value: number, rows = 6): Float64Array => new Float64Array(rows).fill(value)
  const none = new Uint8Array(6)

  test('weights add to 1', () => {
    expect(weights).toEqual({ omr: 0.2, ar1: 0.4, pca_spe: 0.2, pca_t2: 0.2 })
  })

  test('a constant is approached from 0', () => {
    const scores = { omr: flat(3, 99), ar1: flat(1, 99), pca_spe: flat(2, 99), pca_t2: flat(5, 99) }
    const fused = fuse(scores, weights, [0], new Uint8Array(99))
    expect(fused[0]).toBeCloseTo(0.2 * 2.4, 12)
    expect(fused[98]).toBeCloseTo(2.4, 8)
  })

  test('a step is approached by a fifth of the rest a row, and from anew after a start', () => {
    const step = Float64Array.of(0, 10, 10, 0, 0, 0)
    const only = { omr: 0, ar1: 1, pca_spe: 0, pca_t2: 0 }
    const scores = { omr: flat(0), ar1: step, pca_spe: flat(Number.NaN), pca_t2: flat(Number.NaN) }
    expect([...fuse(scores, only, [0], none)].map((value) => Math.round(1e6 * value) / 1e6)).toEqual([0, 2, 3.6, 2.88, 2.304, 1.8432])
    expect([...fuse(scores, only, [0, 3], none)].slice(3)).toEqual([0, 0, 0])
  })

  const ramp = Float64Array.from({ length: 99 }, (_, row) => row)
  const zigzag = ramp.map((row) => (row * 37) % 99)
  test.each([
    ['two that rank alike count as one', { omr: ramp, ar1: zigzag, pca_spe: ramp.map((row) => row * row) }, { omr: 0.25, ar1: 0.5, pca_spe: 0.25 }],
    ['three that rank alike too', { omr: ramp, ar1: ramp, pca_spe: ramp }, { omr: 1 / 3, ar1: 1 / 3, pca_spe: 1 / 3 }],
    ['strangers keep theirs', { omr: ramp, ar1: zigzag, pca_spe: ramp.map((row) => -row) }, { omr: 1 / 3, ar1: 1 / 3, pca_spe: 1 / 3 }],
  ])('weights of detectors that are alike: %s', (_, scores, expected) => {
    const equal = { omr: 1 / 3, ar1: 1 / 3, pca_spe: 1 / 3 }
    const halves = [0, 50].map((begin) => Object.fromEntries(Object.entries(scores).map(([name, z]) => [name, z.slice(begin, begin + 50)])))
    for (const [name, weight] of Object.entries(discounted(equal, halves))) expect(weight).toBeCloseTo(expected[name as keyof typeof equal], 12)
  })

  test('skipped rows hold the score, and are 0 at a beginning', () => {
    const scores = { omr: flat(0), ar1: Float64Array.of(9, 9, 1, 1, 99, 1), pca_spe: flat(0), pca_t2: flat(0) }
    const fused = fuse(scores, { omr: 0, ar1: 1, pca_spe: 0, pca_t2: 0 }, [0], Uint8Array.of(1, 1, 0, 0, 1, 0))
    expect([...fused].map((value) => Math.round(1e6 * value) / 1e6)).toEqual([0, 0, 0.280899, 0.424719, 0.424719, 0.561691])
  })

  test.each([
    { omr: 0, ar1: 0, pca_spe: 0, pca_t2: 0 },
    { omr: 0, ar1: -1, pca_spe: 1, pca_t2: 1 },
    { omr: 0, ar1: Number.NaN, pca_spe: 1, pca_t2: 1 },
    { omr: 1, knn: 1 },
    {},
  ])('weights %o raise', (given) => {
    expect(() => normalWeights({ ...defaults, weights: given })).toThrow(expect.objectContaining({ code: 'ACM-USAGE-WEIGHTS' }))
  })
})

test.each([
  [0.1, 1.2815515655446004],
  [0.01, 2.3263478740408408],
  [0.005, 2.575829303548901],
  [0.001, 3.090232306167813],
])('threshold for a rate of %d', (falseAlarmRate, expected) => {
  expect(threshold({ ...defaults, falseAlarmRate })).toBeCloseTo(expected, 12)
})

test.each([0, 0.5, -1, Number.NaN])('a rate of %d raises', (falseAlarmRate) => {
  expect(() => threshold({ ...defaults, falseAlarmRate })).toThrow(expect.objectContaining({ code: 'ACM-USAGE-FALSE-ALARM-RATE' }))
})
