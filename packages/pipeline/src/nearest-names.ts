import { editDistance } from './edit-distance.ts'

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
