// One version of a model as a file, for another store.

import { Problem } from '@acm/contract'
import { MODEL_VERSION } from '@acm/pipeline/settings'
import type { ModelRecord } from '@acm/store'
import type { KeptModel } from '../known.ts'

/** Goes up with the format of models, so that one that cannot score here never takes the place of one that can. */
const FORMAT = `acm-model-${MODEL_VERSION}`

export interface ModelFile extends Pick<ModelRecord, 'asset' | 'maturity' | 'reason' | 'summary'> {
  readonly format: string
  readonly body: string
}

export function modelFileText({ asset, maturity, reason, summary, body }: KeptModel): string {
  return JSON.stringify({ format: FORMAT, asset, maturity, reason, summary, body } satisfies ModelFile)
}

const CURE = 'give a file that holds an exported model'

function parsed(text: string, where: string): Partial<ModelFile> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<ModelFile>
  } catch (error) {
    throw new Problem('ACM-DATA-MODEL', `it is no exported model: ${(error as Error).message}`, CURE, { where })
  }
}

/** The model in a text that `modelFileText` made; `where` it comes from is told in problems: ACM-DATA-MODEL for what is none, -FORMAT for one of another program version. */
export function readModelFile(text: string, where: string): ModelFile {
  const value = parsed(text, where)
  const format: unknown = value.format
  if (typeof format === 'string' && /^acm-model-\d+$/.test(format) && format !== FORMAT)
    throw new Problem('ACM-DATA-MODEL-FORMAT', `it is of format ${format}; this program scores by ${FORMAT}`, 'train the model again', {
      where,
      means: [{ task: 'train' }],
    })
  if (format === FORMAT && typeof value.asset === 'string' && typeof value.body === 'string') return value as ModelFile
  throw new Problem('ACM-DATA-MODEL', 'it is JSON, but no exported model', CURE, { where })
}
