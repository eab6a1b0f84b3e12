// npm run bench -- growth: ours only. One work a kernel, the first of its family; its sizes are changed one at a time, and the exponent is
// the slope of the straight line through log cost over log size. Arrays are resident: this is the kernel's cost, not that of copies.
import { availableParallelism } from 'node:os'
import { evaluate } from '../packages/kernels/dist/kernel/arguments.js'
import { ask, makeJob, median, withFolder } from './measure.mjs'

const LONG = [1e3, 1e4, 1e5, 1e6]
const WIDE = [10, 50, 100, 200, 500]
/** What grows, and what is held meanwhile: a million rows of ten columns are a big asset's day. */
const AXES = {
  rows: { values: LONG, held: { cols: 10 } },
  cols: { values: WIDE, held: {} },
  n: { values: WIDE, held: {} },
  length: { values: LONG, held: {} },
  window: { values: [4, 16, 64, 256, 1024, 4096], held: {} },
}
const THOROUGH = { seconds: 0.1, rounds: 3 }
const QUICK = { seconds: 0, rounds: 1 }
/** Points beyond these are left out: they need more memory, or more patience, than they teach. */
const MOST_BYTES = 2 ** 30
const MOST_NANOSECONDS = 1e9
/** A call shorter than this is mostly the call itself. */
const LEAST_MS = 0.05

/** The dimension's name of each size of an array; the first array is the first argument, whatever its name. */
function dimsOf(name, i, args) {
  const arg = i === 0 ? Object.values(args)[0] : args[name]
  return Object.entries(arg.kind === 'matrix' ? { rows: arg.rows, cols: arg.cols } : { length: arg.length })
}

/** The work with some of its sizes and numbers replaced, as the definition names them. */
function resized(work, { args }, sizes) {
  const data = Object.entries(work.data).map(([name, spec], i) => {
    const dims = dimsOf(name, i, args).map(([key, dim]) => [key, sizes[dim] ?? spec[key]])
    return [name, { ...spec, ...Object.fromEntries(dims) }]
  })
  const numbers = Object.entries(work.args).map(([name, value]) => [name, sizes[name] ?? value])
  return { ...work, data: Object.fromEntries(data), args: Object.fromEntries(numbers) }
}

/** Every size and number of a work by the name that the definition gives it. */
export function sizesOf(work, { args }) {
  const dims = Object.entries(work.data).flatMap(([name, spec], i) => dimsOf(name, i, args).map(([key, dim]) => [dim, spec[key]]))
  // A list among the numbers is a vector, whose length has a name too.
  const lists = Object.entries(work.args).flatMap(([name, value]) => (Array.isArray(value) ? [[args[name].length, value.length]] : []))
  return { ...Object.fromEntries([...dims, ...lists]), ...work.args }
}

function fits(work, definition) {
  const sizes = sizesOf(work, definition)
  const lengths = [
    ...Object.values(work.data).map(({ length, rows = length, cols = 1 }) => rows * cols),
    ...Object.values(definition.out).map(({ shape }) => evaluate(shape, sizes)),
  ]
  return (
    lengths.reduce((sum, length) => sum + length, 0) * 8 <= MOST_BYTES &&
    definition.cost.ns * evaluate(definition.cost.per, sizes) <= MOST_NANOSECONDS
  )
}

/** Milliseconds of a call whose arrays are resident. */
export const timed = (work, definition, more) =>
  withFolder((folder) => median(ask('acm', makeJob(work, definition, folder, { ways: ['resident'], ...more })).ms.resident))

/** Least squares through (log at, log ms); undefined with fewer than two points that say something. */
export function logLogSlope(points) {
  const used = points.filter(({ ms }) => ms >= LEAST_MS).map(({ at, ms }) => [Math.log(at), Math.log(ms)])
  if (used.length < 2) return undefined
  const mean = (k) => used.reduce((sum, point) => sum + point[k], 0) / used.length
  const [meanX, meanY] = [mean(0), mean(1)]
  return used.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / used.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
}

function along(axis, work, definition, seconds) {
  const { values, held } = AXES[axis]
  const points = values
    .map((at) => ({ at, work: resized(work, definition, { ...held, [axis]: at }) }))
    .filter((point) => fits(point.work, definition))
    .map((point) => ({ at: point.at, ms: timed(point.work, definition, { seconds }) }))
  return { held, points, slope: logLogSlope(points) }
}

/** One thread over what all of them take, a core: 1 is a core's worth from each. */
function overThreads(work, definition, { seconds, rounds }) {
  const cores = availableParallelism()
  const times = Array.from({ length: rounds }, () => Array.from({ length: cores }, (_, i) => timed(work, definition, { seconds, threads: i + 1 })))
  const points = Array.from({ length: cores }, (_, i) => ({ at: i + 1, ms: median(times.map((round) => round[i])) }))
  return { points, ...(cores > 1 && { efficiency: points[0].ms / (cores * points[cores - 1].ms) }) }
}

function growthOf(work, definition, effort) {
  const sizes = sizesOf(work, definition)
  const axes = Object.keys(AXES).filter((axis) => axis in sizes)
  console.error(`${work.family}: ${work.kernel}`)
  return {
    family: work.family,
    kernel: work.kernel,
    work: work.name,
    sizes,
    axes: Object.fromEntries(axes.map((axis) => [axis, along(axis, work, definition, effort.seconds)])),
    threads: overThreads(work, definition, effort),
  }
}

/** Every kernel of the chosen works, by its first work. */
export function measureGrowth(chosen, kernels, quick) {
  const works = chosen.flatMap((family) => family.works)
  const firsts = works.filter((work, i) => works.findIndex(({ kernel }) => kernel === work.kernel) === i)
  return firsts.map((work) => growthOf(work, kernels.get(work.kernel), quick ? QUICK : THOROUGH))
}
