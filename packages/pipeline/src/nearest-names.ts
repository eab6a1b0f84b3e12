/** Levenshtein's distance: the fewest insertions, deletions and substitutions that turn one name into the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      current[j] = Math.min(substitution, previous[j] + 1, current[j - 1] + 1)
    }
    previous = current
  }
  return previous[b.length]
}

/** Names that contain the wanted one count as near: plants write long names, people type the end of them. */
function unlikeness(wanted: string, name: string): number {
  const [short, long] = [wanted.toLowerCase(), name.toLowerCase()]
  return long.includes(short) ? 0 : editDistance(short, long)
}

/** The `count` known names most like the wanted one, nearest first; ties keep the order of `known`. */
export function nearestNames(wanted: string, known: readonly string[], count = 3): string[] {
  const ranked = known.map((name) => ({ name, distance: unlikeness(wanted, name) }))
  return ranked
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ name }) => name)
}
