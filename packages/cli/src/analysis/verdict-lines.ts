// What is said of an outcome on a terminal.

import type { Judged, NothingNew, Retrained } from '@acm/monitor'
import type { Request } from './request.ts'

export const nothingNewLine = ({ asset, reason }: NothingNew): string => `${asset}: nothing new; ${reason}`

function retrainedLine(retrained: Retrained, asset: string): string {
  if (retrained.what === 'too few rows') return `The score drifts, but this file is too short to train on: ${retrained.reason}`
  const { what, version } = retrained
  const promote = `acm models promote ${version} --asset ${JSON.stringify(asset)}`
  return what === 'waits'
    ? `The score drifts; version ${version} waits as a candidate: ${promote}`
    : `The score drifts: version ${version} was trained on this file and waits as a candidate; if it drifts for a reason, ${promote}`
}

export async function verdictLines(
  { result, before, version }: Judged,
  { mode, colour }: Pick<Request, 'mode' | 'colour'>,
  retrained: Retrained | undefined,
): Promise<string[]> {
  const { sinceLine, verdict } = await import('@acm/report')
  const since = before && before.resultHash !== result.resultHash ? sinceLine(before, result) : undefined
  const instead = mode === 'analyze' && version !== undefined
  const remark = instead ? `Too few rows to learn from: scored by version ${version} of the kept model` : undefined
  const drift = retrained && retrainedLine(retrained, result.asset)
  return [...verdict(result, { color: colour }), ...[since, remark, drift].filter((line) => line !== undefined)]
}
