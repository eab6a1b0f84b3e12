/** A detector as plain data, from which other hosts make the same thin class over the same kernels. */
export interface DetectorEntry {
  readonly name: string
  readonly className: string
  /** Version of the stored form. */
  readonly version: number
  readonly fit: string
  readonly score: string
  readonly contributions: string
  readonly reconstruct?: string
  /** Arrays of the model with their sizes in terms of `cols`; a fit's outputs and a score's arguments by the same names. */
  readonly arrays: Readonly<Record<string, readonly string[]>>
  /** Whole numbers of the model; a fit gives each as an array of one. */
  readonly integers: readonly string[]
}

export const detectors: readonly DetectorEntry[] = [
  {
    name: 'ar1',
    className: 'Ar1',
    version: 1,
    fit: 'ar1Fit',
    score: 'ar1Score',
    contributions: 'ar1Contributions',
    arrays: { center: ['cols'], phi: ['cols'], scale: ['cols'] },
    integers: [],
  },
  {
    name: 'pca',
    className: 'Pca',
    version: 1,
    fit: 'pcaFit',
    score: 'pcaScore',
    contributions: 'pcaContributions',
    reconstruct: 'pcaReconstruct',
    arrays: { center: ['cols'], vectors: ['cols', 'cols'], eigenvalues: ['cols'] },
    integers: ['kept'],
  },
]
