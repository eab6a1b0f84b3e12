// What bundle.slow.test.ts bundles and runs in other places: calls that are worth a team, and who answered them.
import { type BackendInfo, type BackendName, backend, configure, gram, pcaFit, rollingMedian, rollingMinMax, start } from '../../dist/index.js'

export interface Question {
  readonly backend?: BackendName
  readonly threads?: number
  /** Waits for the team first; where its workers' script is, if not in the bundle. */
  readonly started?: boolean
  readonly worker?: string
}
export interface Answer {
  readonly info: BackendInfo
  /** SHA-256 of each kernel's numbers, byte for byte. */
  readonly digests: Readonly<Record<string, string>>
}

const [rows, cols] = [4000, 20]
const values = Float64Array.from({ length: rows * cols }, (_, i) => (i % 97 === 5 ? Number.NaN : ((i * 7919) % 10_007) / 3))

async function digest(numbers: Float64Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', numbers as Float64Array<ArrayBuffer>)
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export async function answer({ started, worker, ...options }: Question): Promise<Answer> {
  if (started) await start(worker ? { ...options, worker } : options)
  else configure(options)
  const x = { values, rows, cols }
  const digests = {
    rollingMedian: await digest(rollingMedian(x, { window: 16, minPeriods: 4 })),
    rollingMinMax: await digest(rollingMinMax(x, { window: 40 })),
    gram: await digest(gram(x)),
    pcaFit: await digest(pcaFit(x, { variance: 0.9 }).eigenvalues),
  }
  return { info: backend(), digests }
}
