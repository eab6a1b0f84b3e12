// The plain meaning of k-means.
import { type Data, lloyd, miniBatches, placePoints, seedCenters, totalVariance } from '../cloud.ts'

interface Fit extends Data {
  readonly k: number
  readonly nInit: number
  readonly maxIterations: number
  readonly tolerance: number
  readonly seed: number
  readonly centers: Float64Array
  readonly labels: Float64Array
  readonly inertia: Float64Array
  readonly iterations: Float64Array
  readonly converged: Float64Array
}

export function kmeans({ k, nInit, maxIterations, tolerance, seed, centers, labels, inertia, iterations, converged, ...data }: Fit): void {
  const cloud = placePoints(data)
  const { cols } = data
  const slack = (tolerance * totalVariance(cloud)) / cols
  let least = Number.POSITIVE_INFINITY
  for (let item = 0; item < nInit; item++) {
    seedCenters(cloud, k, seed, item)
    const found = lloyd(cloud, maxIterations, slack)
    if (!(found.inertia < least)) continue
    least = found.inertia
    labels.set(cloud.labels)
    inertia[0] = least / cloud.unit / cloud.unit
    iterations[0] = found.iterations
    converged[0] = Number(found.converged)
    for (let j = 0; j < cols; j++) for (let c = 0; c < k; c++) centers[j * k + c] = cloud.center[j] + cloud.centers[c][j] / cloud.unit
  }
}

type MiniBatch = Omit<Fit, 'nInit' | 'maxIterations' | 'tolerance'> & { readonly batchSize: number; readonly maxBatches: number }

export function miniBatchKMeans({ k, batchSize, maxBatches, seed, centers, labels, inertia, iterations, converged, ...data }: MiniBatch): void {
  const cloud = placePoints(data)
  seedCenters(cloud, k, seed, 0)
  const found = miniBatches(cloud, batchSize, maxBatches, seed)
  labels.set(cloud.labels)
  inertia[0] = found.inertia / cloud.unit / cloud.unit
  iterations[0] = found.iterations
  converged[0] = Number(found.converged)
  for (let j = 0; j < data.cols; j++) for (let c = 0; c < k; c++) centers[j * k + c] = cloud.center[j] + cloud.centers[c][j] / cloud.unit
}

export function kmeansPredict({
  x,
  rows,
  cols,
  centers,
  k,
  labels,
  distances,
}: Data & { k: number; centers: Float64Array; labels: Float64Array; distances: Float64Array }): void {
  for (let r = 0; r < rows; r++) {
    labels[r] = -1
    distances[r] = Number.NaN
    for (let c = 0; c < k; c++) {
      let [squares, observed] = [0, 0]
      for (let j = 0; j < cols; j++) {
        const difference = x[j * rows + r] - centers[j * k + c]
        if (!Number.isFinite(difference)) continue
        squares += difference * difference
        observed++
      }
      const distance = Math.sqrt((squares * cols) / observed)
      if (distance < distances[r] || (labels[r] < 0 && !Number.isNaN(distance))) {
        labels[r] = c
        distances[r] = distance
      }
    }
  }
}
