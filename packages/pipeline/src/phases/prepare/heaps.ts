// Heaps of one sensor's values: a speed of 0, 740 and 1,480 shows three. Told by cuts with the largest variance between the heaps (Otsu 1979; several cuts at
// once: Liao, Chen and Chung 2001), and only where neighbours are clearly apart: the halves of a normal distribution are D = 2.6 apart, those of a
// uniform one 3.5.

export interface Cut {
  readonly at: number
  /** How far the heaps are apart: D = √2·|difference of means| / √(sum of variances) (Ashman et al. 1994). */
  readonly separation: number
  /** Share of the values in the middle third between the heaps' means. */
  readonly middleShare: number
}

const LEAST_SEPARATION = 4.5
const MOST_IN_MIDDLE = 0.05
const LEAST_SHARE = 0.03
export const MOST_HEAPS = 8
/** Places at which more than one cut is tried: the widest gaps between neighbouring values. Between heaps that are clearly apart there is one of them. */
const PLACES = 32

/** Ascending values with running sums, so that what is asked of any stretch of them costs nothing. */
interface Ranked {
  readonly sorted: Float64Array
  /** The median. */
  readonly pivot: number
  /** Of deviations from it. */
  readonly sums: Float64Array
  readonly squares: Float64Array
}

function ranked(sorted: Float64Array): Ranked {
  const pivot = sorted[sorted.length >> 1]
  const [sums, squares] = [new Float64Array(sorted.length + 1), new Float64Array(sorted.length + 1)]
  for (let i = 0; i < sorted.length; i++) {
    const deviation = sorted[i] - pivot
    sums[i + 1] = sums[i] + deviation
    squares[i + 1] = squares[i] + deviation * deviation
  }
  return { sorted, pivot, sums, squares }
}

/** Mean, from the median, of the values from `begin` to `end`. */
const meanOf = ({ sums }: Ranked, begin: number, end: number): number => (sums[end] - sums[begin]) / (end - begin)

/** Sum of their squared deviations from it. */
function within({ sums, squares }: Ranked, begin: number, end: number): number {
  const sum = sums[end] - sums[begin]
  return Math.max(squares[end] - squares[begin] - (sum * sum) / (end - begin), 0)
}

/** Number of values below one. */
function below(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

/** What a cut before number `at` makes of the values from `begin` to `end`. */
function cutAt(values: Ranked, begin: number, at: number, end: number): Cut {
  const { sorted, pivot } = values
  const [low, high] = [meanOf(values, begin, at), meanOf(values, at, end)]
  const third = (high - low) / 3
  const variances = within(values, begin, at) / (at - begin) + within(values, at, end) / (end - at)
  return {
    at: (sorted[at - 1] + sorted[at]) / 2,
    separation: (Math.SQRT2 * (high - low)) / Math.sqrt(variances),
    middleShare: Math.max(below(sorted, pivot + high - third) - below(sorted, pivot + low + third), 0) / (end - begin),
  }
}

/** Before which value one cut has the largest variance between its heaps. */
function bestPlace(values: Ranked): number {
  const n = values.sorted.length
  let best = { at: 1, between: -1 }
  for (let at = 1; at < n; at++) {
    const apart = meanOf(values, at, n) - meanOf(values, 0, at)
    const between = (at / n) * ((n - at) / n) * apart * apart
    if (between > best.between) best = { at, between }
  }
  return best.at
}

/** The best cut of ascending values into two heaps; `separation` is NaN when they are all equal. Cost: a pass. */
export function cutOf(sorted: Float64Array): Cut {
  const values = ranked(sorted)
  return cutAt(values, 0, bestPlace(values), sorted.length)
}

const isClear = ({ separation, middleShare }: Cut): boolean => separation > LEAST_SEPARATION && middleShare < MOST_IN_MIDDLE

/** Where ascending values may be cut: before the values behind the widest gaps, ascending; none that would make a heap too small. */
function placesOf(sorted: Float64Array): number[] {
  const least = Math.ceil(LEAST_SHARE * sorted.length)
  const gap = (i: number): number => sorted[i] - sorted[i - 1]
  const widest: number[] = []
  for (let i = Math.max(least, 1); i <= sorted.length - least; i++) {
    if (!(gap(i) > (widest.length < PLACES ? 0 : gap(widest[PLACES - 1])))) continue
    const place = widest.findIndex((other) => gap(other) < gap(i))
    widest.splice(place < 0 ? widest.length : place, 0, i)
    widest.length = Math.min(widest.length, PLACES)
  }
  return widest.sort((a, b) => a - b)
}

/** The cuts into three, four, … heaps with the least variance within them, as numbers of the first value behind each. Cost: heaps · places². */
function bestCuts(values: Ranked): number[][] {
  const ends = [...placesOf(values.sorted), values.sorted.length]
  const last = ends.length - 1
  // Of the values before each end, in so many heaps: the least variance, and the end before the last of them.
  let costs = ends.map((end) => within(values, 0, end))
  const before: number[][] = []
  const cutsInto = (heaps: number): number[] => {
    const cuts: number[] = []
    for (let end = last, left = heaps; left > 1; left--) {
      end = before[left - 2][end]
      cuts.unshift(ends[end])
    }
    return cuts
  }
  for (let heaps = 2; heaps <= Math.min(MOST_HEAPS, ends.length); heaps++) {
    const from = ends.map((end, e) => {
      let least = { cost: Number.POSITIVE_INFINITY, at: 0 }
      for (let c = heaps - 2; c < e; c++) {
        const cost = costs[c] + within(values, ends[c], end)
        if (cost < least.cost) least = { cost, at: c }
      }
      return least
    })
    costs = from.map(({ cost }) => cost)
    before.push(from.map(({ at }) => at))
  }
  return before.slice(1).map((_, i) => cutsInto(i + 3))
}

/** The cuts' values where every two neighbouring heaps are clearly apart and none is small; undefined where not. */
function clear(values: Ranked, cuts: readonly number[]): number[] | undefined {
  const n = values.sorted.length
  const borders = [0, ...cuts, n]
  const isLarge = borders.every((border, i) => i === 0 || border - borders[i - 1] >= LEAST_SHARE * n)
  const pairs = cuts.map((cut, i) => cutAt(values, borders[i], cut, borders[i + 2]))
  return isLarge && pairs.every(isClear) ? pairs.map(({ at }) => at) : undefined
}

/** Cuts of ascending values into clear heaps, an entry for each number of heaps in which they are clear, the most heaps first. */
export function clearCuts(sorted: Float64Array): readonly (readonly number[])[] {
  const values = ranked(sorted)
  return [...bestCuts(values).reverse(), [bestPlace(values)]].flatMap((cuts) => {
    const at = clear(values, cuts)
    return at ? [at] : []
  })
}
