// The arrays of a work: made from a seed, the same on every machine, no ties, written once to a file that every engine reads.
import { writeFileSync } from 'node:fs'

/** Marsaglia's xorshift (2003): uniform in [0, 1). */
function generator(seed) {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const fill = (length, value) => Float64Array.from({ length }, (_, i) => value(i))

/** What the values look like; `rows × cols`, columns contiguous. */
const KINDS = {
  /** Uniform noise around a slow ramp, as a sensor that drifts. */
  ramp: (random, { rows, cols }) => fill(rows * cols, (i) => random() + (i % rows) / rows),
  uniform: (random, { rows, cols, low = -1, high = 1 }) => fill(rows * cols, () => low + (high - low) * random()),
  /** A period of its own in each column, under noise. */
  wave: (random, { rows, cols }) => fill(rows * cols, (i) => random() + Math.sin((2 * Math.PI * (i % rows)) / (20 + Math.floor(i / rows)))),
  /** Noise around `clouds` centres, some ten standard deviations apart at 50 columns. */
  clouds: (random, { rows, cols, clouds = 4 }) => {
    const centers = fill(clouds * cols, () => 2 * random() - 1)
    return fill(rows * cols, (i) => 2 * random() - 1 + centers[((i % rows) % clouds) * cols + Math.floor(i / rows)])
  },
  /** The cloud that each row of `clouds` belongs to; of another seed, a part of them astray. */
  labels: (random, { rows, clouds = 4, seed }) => fill(rows, (i) => (seed > 2 && random() < 0.1 ? Math.floor(random() * clouds) : i % clouds)),
  symmetric: (random, { rows }) => symmetric(random, rows, 0),
  /** Symmetric and positive definite: noise under a dominant diagonal. */
  positive: (random, { rows }) => symmetric(random, rows, rows),
}

function symmetric(random, n, diagonal) {
  const values = new Float64Array(n * n)
  for (let c = 0; c < n; c++) for (let r = c; r < n; r++) values[c * n + r] = values[r * n + c] = 2 * random() - 1 + (r === c ? diagonal : 0)
  return values
}

/** The values of one array of a definition: `{ rows, cols }` or `{ length }`, and optionally kind, low, high, missing, seed. */
export function makeValues(spec) {
  const { kind = 'ramp', rows = spec.length, cols = 1, missing = 0, seed = 1 } = spec
  if (!KINDS[kind]) throw new RangeError(`data of kind "${kind}"; allowed are ${Object.keys(KINDS).join(', ')}`)
  const random = generator(seed)
  const values = KINDS[kind](random, { ...spec, rows, cols })
  if (missing > 0) for (let i = 0; i < values.length; i++) if (random() < missing) values[i] = Number.NaN
  return values
}

export const writeValues = (file, values) => writeFileSync(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))

/** How a table names the data: 10,000 × 50, 5 % missing. */
export function describeData(data) {
  const number = (n) => n.toLocaleString('en-US')
  return Object.values(data)
    .map(({ length, rows = length, cols, missing }) =>
      [cols ? `${number(rows)} × ${number(cols)}` : number(rows), ...(missing ? [`${100 * missing} % missing`] : [])].join(', '),
    )
    .join('; ')
}
