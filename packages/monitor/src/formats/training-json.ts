import type { Training } from '../train.ts'

/** What `acm train --json` prints of a model that is kept. */
export function trainingJson(training: Training, version: number, state: 'promoted' | 'candidate') {
  const { asset, maturity, reason, summary, notices } = training
  return { schemaVersion: 1, asset, version, state, maturity, reason, summary, notices }
}
