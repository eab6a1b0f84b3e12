import { editDistance } from '@acm/pipeline/edit-distance'

/** The known name nearest to a mistyped one, if one is near enough to be meant (at most a third of its letters, or two, differ). */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const typed = name.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const lower = candidate.toLowerCase()
    const far = lower.startsWith(typed) && typed.length > 2 ? 1 : editDistance(typed, lower)
    if (far < bestDistance) [best, bestDistance] = [candidate, far]
  }
  return best
}
