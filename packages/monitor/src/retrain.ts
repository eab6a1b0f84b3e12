// A drift asks for a new model; whether the machine has a new normal or a slow fault, only a person knows.

import type { Problem, RunResult } from '@acm/contract'
import { trainAndKeep, type Work } from './with-model.ts'

/**
 * Where the score drifts: a model of the file's rows, kept as a candidate, once: no second one while a first waits. Gives what the person should
 * know; undefined without a drift.
 */
export async function retrainOnDrift(work: Work, { asset, outlook }: RunResult): Promise<string | undefined> {
  if (outlook?.drift.state !== 'drifting') return undefined
  const { store } = work
  const models = await store.listModels(asset)
  const promoted = models.find(({ state }) => state === 'promoted')
  const waiting = models.find(({ state, version }) => state === 'candidate' && version > (promoted?.version ?? 0))
  const promote = (version: number): string => `acm models promote ${version} --asset ${JSON.stringify(asset)}`
  if (waiting) return `The score drifts; version ${waiting.version} waits as a candidate: ${promote(waiting.version)}`
  try {
    const { version } = await trainAndKeep({ ...work, request: { ...work.request, candidate: true } }, async () => store)
    return `The score drifts: version ${version} was trained on this file and waits as a candidate; if it drifts for a reason, ${promote(version)}`
  } catch (error) {
    const { code, message } = error as Problem
    if (code !== 'ACM-DATA-FEW-ROWS') throw error
    return `The score drifts, but this file is too short to train on: ${message}`
  }
}
