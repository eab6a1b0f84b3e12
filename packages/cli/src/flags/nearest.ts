/** Levenshtein distance: the fewest insertions, deletions and replacements that turn one into the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]
}

/** The known name nearest to a mistyped one, if one is near enough to be meant (at most a third of its letters, or two, differ). */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const typed = name.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const lower = candidate.toLowerCase()
    const far = lower.startsWith(typed) && typed.length > 2 ? 1 : distance(typed, lower)
    if (far < bestDistance) [best, bestDistance] = [candidate, far]
  }
  return best
}
