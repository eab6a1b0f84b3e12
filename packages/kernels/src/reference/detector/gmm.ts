// The plain meaning of Gaussian mixtures, in the program's order of sums (assembly/detector/gmm-fit.ts, lib/cluster/mixture.ts).
import { type Cloud, type Data, lloyd, seedCenters } from '../cloud.ts'
import { deviationsFrom, meanOf, rootMeanSquare } from '../deviations.ts'

const TILE = 48
const PARTS = 16
const HALF_LOG_2PI = 0.9189385332046728
const LEAST_WEIGHT = 1e-6
const finite = Number.isFinite
const orNaN = (value: number): number => (finite(value) ? value : Number.NaN)

interface Model {
  readonly center: Float64Array
  readonly spread: Float64Array
  readonly weights: Float64Array
  /** A mean after the other. */
  readonly means: Float64Array
  /** Upper triangular U, columns contiguous, a component after the other. */
  readonly factors: Float64Array
  readonly logDeterminants: Float64Array
}
interface Fit extends Data, Model {
  readonly minComponents: number
  readonly maxComponents: number
  readonly shrinkage: number
  readonly regularization: number
  readonly maxIterations: number
  readonly tolerance: number
  readonly seed: number
  readonly kept: Float64Array
  readonly bic: Float64Array
  readonly iterations: Float64Array
  readonly converged: Float64Array
}
interface Component {
  weight: number
  mean: Float64Array
  factor: Float64Array
  logDeterminant: number
}

/** Standardised values of a row, NaN where missing. */
const standardRow = ({ x, rows, cols }: Data, { center, spread }: Pick<Model, 'center' | 'spread'>, row: number): Float64Array =>
  Float64Array.from({ length: cols }, (_, j) => orNaN((x[j * rows + row] - center[j]) / spread[j]))

const deviate = (z: Float64Array, mean: Float64Array): Float64Array => z.map((value, j) => (Number.isNaN(value - mean[j]) ? 0 : value - mean[j]))

/** d·U, over the whole of U. */
const project = (d: Float64Array, factor: Float64Array): Float64Array =>
  d.map((_, j) => d.reduce((sum, value, i) => sum + value * factor[j * d.length + i], 0))

function logDensity(z: Float64Array, { weight, mean, factor, logDeterminant }: Component): number {
  if (!(weight > 0)) return Number.NEGATIVE_INFINITY
  const base = Math.log(weight) + logDeterminant - mean.length * HALF_LOG_2PI
  return base + -0.5 * project(deviate(z, mean), factor).reduce((sum, value) => sum + value * value, 0)
}

const mostLikely = (joint: readonly number[]): number => joint.reduce((best, value, c) => (value > joint[best] ? c : best), 0)

/** log Σ e^ℓ and the shares. */
function logSum(joint: readonly number[]): { total: number; shares: number[] } {
  const most = joint[mostLikely(joint)]
  const parts = joint.map((value) => (most > Number.NEGATIVE_INFINITY ? Math.exp(value - most) : 1))
  const sum = parts.reduce((total, value) => total + value, 0)
  return { total: most > Number.NEGATIVE_INFINITY ? most + Math.log(sum) : most, shares: parts.map((value) => value / sum) }
}

/** What the rows of one part add up to, tile by tile. */
interface Sums {
  weights: number[]
  totals: Float64Array[]
  squares: Float64Array[]
  logLikelihood: number
  count: number
}
const emptySums = (k: number, cols: number): Sums => ({
  weights: new Array(k).fill(0),
  totals: Array.from({ length: k }, () => new Float64Array(cols)),
  squares: Array.from({ length: k }, () => new Float64Array(cols * cols)),
  logLikelihood: 0,
  count: 0,
})

/** Σ terms, the even and the odd ones apart. */
const paired = (terms: readonly number[]): number => {
  const sums = [0, 0]
  for (const [r, term] of terms.entries()) sums[r % 2] += term
  return sums[0] + sums[1]
}

function addTile(sums: Sums, components: readonly Component[], rows: readonly { z: Float64Array; shares: number[] }[]): void {
  for (const [c, { mean }] of components.entries()) {
    const d = rows.map(({ z }) => deviate(z, mean))
    const share = rows.map(({ shares }) => shares[c])
    sums.weights[c] += share.reduce((sum, value) => sum + value, 0)
    for (let j = 0; j < mean.length; j++) {
      sums.totals[c][j] += paired(share.map((value, r) => value * d[r][j]))
      for (let i = 0; i <= j; i++) sums.squares[c][j * mean.length + i] += paired(share.map((value, r) => value * d[r][j] * d[r][i]))
    }
  }
}

/** One pass: what E says of every row, added up for M. Shares are whole ones by `labels` where those are given. */
function pass(data: Data, model: Pick<Model, 'center' | 'spread'>, components: readonly Component[], seen: Int32Array, labels?: Int32Array): Sums {
  const tiles = Math.ceil(data.rows / TILE)
  const all = emptySums(components.length, data.cols)
  for (let part = 0; part < PARTS; part++) {
    const sums = emptySums(components.length, data.cols)
    for (let tile = Math.floor((part * tiles) / PARTS); tile < Math.floor(((part + 1) * tiles) / PARTS); tile++) {
      const rows = []
      for (let r = tile * TILE; r < Math.min((tile + 1) * TILE, data.rows); r++) {
        const z = standardRow(data, model, r)
        const { total, shares } = labels
          ? { total: 0, shares: components.map((_, c) => Number(labels[r] === c)) }
          : logSum(components.map((component) => logDensity(z, component)))
        rows.push({ z, shares: seen[r] >= 0 ? shares : components.map(() => 0) })
        sums.logLikelihood += seen[r] >= 0 ? total : 0
        sums.count += Number(seen[r] >= 0)
      }
      addTile(sums, components, rows)
    }
    join(all, sums)
  }
  return all
}

function join(all: Sums, { weights, totals, squares, logLikelihood, count }: Sums): void {
  all.logLikelihood += logLikelihood
  all.count += count
  for (const [c, weight] of weights.entries()) {
    all.weights[c] += weight
    all.totals[c] = all.totals[c].map((value, j) => value + totals[c][j])
    all.squares[c] = all.squares[c].map((value, j) => value + squares[c][j])
  }
}

/** Upper triangle S → U with U·Uᵀ its inverse, in its place; log|U|. */
function invertFactor(s: Float64Array, n: number): number {
  for (let j = 0; j < n; j++)
    for (let i = 0; i <= j; i++) {
      let value = s[j * n + i]
      for (let m = 0; m < i; m++) value -= s[i * n + m] * s[j * n + m]
      s[j * n + i] = i === j ? Math.sqrt(value) : value / s[i * n + i]
    }
  let logDeterminant = 0
  for (let j = 0; j < n; j++) {
    const pivot = s[j * n + j]
    logDeterminant -= Math.log(pivot)
    for (let i = 0; i < j; i++) {
      let sum = 0
      for (let m = i; m < j; m++) sum += s[m * n + i] * s[j * n + m]
      s[j * n + i] = -sum / pivot
    }
    s[j * n + j] = 1 / pivot
  }
  return logDeterminant
}

function maximise(components: Component[], sums: Sums, shrinkage: number, regularization: number): void {
  for (const [c, component] of components.entries()) {
    const weight = sums.weights[c]
    component.weight = weight > LEAST_WEIGHT ? weight / sums.count : 0
    if (component.weight === 0) continue
    const cols = component.mean.length
    const step = sums.totals[c].map((value) => value / weight)
    component.factor = sums.squares[c].map((value, at) => {
      const [i, j] = [at % cols, Math.floor(at / cols)]
      const covariance = value / weight - step[i] * step[j]
      if (i > j) return 0
      return i === j ? Math.max(covariance, 0) + regularization : covariance * (1 - shrinkage)
    })
    component.mean = component.mean.map((value, j) => value + step[j])
    component.logDeterminant = invertFactor(component.factor, cols)
  }
}

function standardise({ x, rows, cols, center, spread }: Fit): Float64Array {
  const z = new Float64Array(x.length)
  for (let j = 0; j < cols; j++) {
    const column = x.subarray(j * rows, (j + 1) * rows)
    center[j] = meanOf(column)
    const { deviations, count } = deviationsFrom(column, center[j])
    const width = rootMeanSquare(deviations, Math.max(count, 1))
    spread[j] = width > 0 && finite(width) ? width : 0
    if (spread[j] > 0)
      z.set(
        deviations.map((d) => d / width),
        j * rows,
      )
  }
  return z
}

function expectAndMaximise(fit: Fit, z: Float64Array, seen: Int32Array, k: number) {
  const { rows, cols, maxIterations, tolerance, shrinkage, regularization, seed } = fit
  const cloud: Cloud = { rows, cols, z, unit: 1, center: fit.center, labels: seen.slice(), distances: new Float64Array(rows), centers: [] }
  seedCenters(cloud, k, seed, k)
  lloyd(cloud, 50, 1e-4 * cols)
  const components = cloud.centers.map((mean) => ({ weight: 0, mean, factor: new Float64Array(cols * cols), logDeterminant: 0 }))
  let sums = pass(fit, fit, components, seen, cloud.labels)
  maximise(components, sums, shrinkage, regularization)
  for (let turn = 1, before = Number.NEGATIVE_INFINITY; ; turn++) {
    sums = pass(fit, fit, components, seen)
    const mean = sums.logLikelihood / sums.count
    const done = Math.abs(mean - before) < tolerance
    if (done || !finite(mean) || turn >= maxIterations) return { components, sums, turn, converged: done && finite(mean) }
    before = mean
    maximise(components, sums, shrinkage, regularization)
  }
}

function parametersOf(cols: number, k: number, shrinkage: number): number {
  return k * (cols + (shrinkage === 1 ? cols : (cols * (cols + 1)) / 2)) + k - 1
}

function keep({ weights, means, factors, logDeterminants, cols }: Fit, components: readonly Component[]): void {
  for (const array of [weights, means, factors, logDeterminants]) array.fill(0)
  for (const [c, { weight, mean, factor, logDeterminant }] of components.entries()) {
    if (!(weight > 0)) continue
    weights[c] = weight
    logDeterminants[c] = orNaN(logDeterminant)
    means.set(mean.map(orNaN), c * cols)
    factors.set(factor.map(orNaN), c * cols * cols)
  }
}

export function gmmFit(fit: Fit): void {
  const { rows, cols, minComponents, maxComponents, shrinkage, bic } = fit
  const z = standardise(fit)
  const seen = Int32Array.from({ length: rows }, (_, r) => (standardRow(fit, fit, r).some((value) => !Number.isNaN(value)) ? 0 : -1))
  bic.fill(Number.NaN)
  let least = Number.POSITIVE_INFINITY
  for (let k = minComponents; k <= maxComponents; k++) {
    const { components, sums, turn, converged } = expectAndMaximise(fit, z, seen, k)
    const criterion = -2 * sums.logLikelihood + (sums.count > 0 ? parametersOf(cols, k, shrinkage) * Math.log(sums.count) : 0)
    bic[k - 1] = orNaN(criterion)
    if (!(criterion < least || k === minComponents)) continue
    least = criterion
    keep(fit, components)
    fit.kept[0] = k
    fit.iterations[0] = turn
    fit.converged[0] = Number(converged)
  }
}

type Call = Data & Model

function componentsOf({ cols, weights, means, factors, logDeterminants }: Call): Component[] {
  return Array.from(weights, (weight, c) => ({
    weight,
    mean: means.subarray(c * cols, (c + 1) * cols),
    factor: factors.subarray(c * cols * cols, (c + 1) * cols * cols),
    logDeterminant: logDeterminants[c],
  }))
}

/** Of each row that has a value: z and ℓ of the components. */
function forRows(
  call: Call,
  each: (row: number, z: Float64Array, joint: number[], components: Component[]) => void,
  none: (row: number) => void,
): void {
  const components = componentsOf(call)
  for (let row = 0; row < call.rows; row++) {
    const z = standardRow(call, call, row)
    if (z.every(Number.isNaN)) none(row)
    else
      each(
        row,
        z,
        components.map((component) => logDensity(z, component)),
        components,
      )
  }
}

export function gmmScore({ out, ...call }: Call & { out: Float64Array }): void {
  const units = call.spread.reduce((sum, value) => sum + (value > 0 ? Math.log(value) : 0), 0)
  const none = (row: number): void => void out.fill(Number.NaN, row, row + 1)
  forRows(call, (row, _, joint) => out.fill(units - logSum(joint).total, row, row + 1), none)
}

export function gmmPredict({ labels, responsibilities, ...call }: Call & { labels: Float64Array; responsibilities: Float64Array }): void {
  const { rows } = call
  const write = (row: number, label: number, shares: readonly number[]): void => {
    labels[row] = label
    for (let c = 0; c < call.weights.length; c++) responsibilities[c * rows + row] = shares[c] ?? Number.NaN
  }
  forRows(
    call,
    (row, _, joint) => write(row, mostLikely(joint), logSum(joint).shares),
    (row) => write(row, -1, []),
  )
}

export function gmmContributions({ out, ...call }: Call & { out: Float64Array }): void {
  const { rows, cols } = call
  forRows(
    call,
    (row, z, joint, components) => {
      const { mean, factor } = components[mostLikely(joint)]
      const d = deviate(z, mean)
      const y = project(d, factor)
      for (let j = 0; j < cols; j++) {
        let sum = 0
        for (let i = j; i < cols; i++) sum += y[i] * factor[i * cols + j]
        out[j * rows + row] = Number.isNaN(z[j]) ? 0 : 0.5 * d[j] * sum
      }
    },
    (row) => {
      for (let j = 0; j < cols; j++) out[j * rows + row] = 0
    },
  )
}
