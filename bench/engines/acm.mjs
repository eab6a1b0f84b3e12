// ACM in Node, each result taken up to three ways: fresh arrays, into the caller's `out`, resident (a Matrix in, a Matrix out).
// A vector argument is an array in every way: kernels take no Matrix for it.
import { readFileSync } from 'node:fs'
import * as kernels from '@acm/kernels'

function load({ file, rows, cols }) {
  const bytes = readFileSync(file)
  const values = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8)
  return cols ? { values, rows, cols } : values
}

/** The harness's checksum, over the compared outputs in turn; interleaved pairs are two. */
function checksum(results, magnitude) {
  const sums = { missing: 0, sum: 0, scale: 0 }
  results.forEach((result, part) => {
    for (let i = 0; i < result.length; i++) {
      const weighted = (magnitude ? Math.abs(result[i]) : result[i]) * (1 + (i % 97) / 97 + part)
      if (Number.isNaN(weighted)) sums.missing++
      else {
        sums.sum += weighted
        sums.scale += Math.abs(weighted)
      }
    }
  })
  return sums
}

/** Pairs by columns (mean, std, mean, std …) or by rows (re, im, re, im … down a column), apart. */
function apart(result, pairs, cols) {
  if (!pairs) return [result]
  const run = pairs === 'rows' ? 1 : result.length / (2 * cols)
  return [0, 1].map((part) => Float64Array.from({ length: result.length / 2 }, (_, i) => result[(2 * Math.floor(i / run) + part) * run + (i % run)]))
}

function measure(call, seconds) {
  for (let i = 0; i < 5; i++) call()
  const times = []
  const started = performance.now()
  while (times.length < 5 || performance.now() - started < seconds * 1000) {
    const begin = performance.now()
    call()
    times.push(performance.now() - begin)
  }
  return times
}

/** `result` in arrays or matrices of the caller's: one, or one an output by name. */
const mapOutputs = (result, make) =>
  result instanceof Float64Array ? make(result) : Object.fromEntries(Object.entries(result).map(([name, one]) => [name, make(one)]))
const residentLike = (values) => kernels.matrix({ values, rows: values.length, cols: 1 })
const resident = (array) => (array.cols ? kernels.matrix(array) : array)

/** All but the first argument, which stands before them. */
const argumentsOf = (job, arrays) => ({ ...job.numbers, ...Object.fromEntries(job.arrays.map(({ name }, i) => [name, arrays[i]]).slice(1)) })

/** The ways to take a result: each makes what it needs and gives the call. */
function waysOf(kernel, job, arrays, args, out) {
  const [first] = arrays
  return {
    fresh: () => () => kernel(first, args),
    out: () => () => kernel(first, { ...args, out }),
    resident: () => {
      const inside = arrays.map(resident)
      const given = { ...argumentsOf(job, inside), out: mapOutputs(out, residentLike) }
      return () => kernel(inside[0], given)
    },
  }
}

const asArray = (output) => (output instanceof Float64Array ? output : output.toArray())
/** The compared outputs of a call, as arrays. */
function compared(result, job, cols) {
  const single = result instanceof Float64Array || result instanceof kernels.Matrix
  return job.outputs.flatMap((output) => apart(asArray(single ? result : result[output]), job.pairs, cols))
}

function run(job) {
  if (job.threads) kernels.configure({ threads: job.threads })
  const arrays = job.arrays.map(load)
  const kernel = kernels[job.kernel]
  const args = argumentsOf(job, arrays)
  const out = kernel(arrays[0], args)
  const peakBytes = process.resourceUsage().maxRSS * 1024
  const ms = {}
  const sums = []
  for (const [way, prepare] of Object.entries(waysOf(kernel, job, arrays, args, out)).filter(([way]) => job.ways.includes(way))) {
    const call = prepare()
    ms[way] = measure(call, job.seconds)
    sums.push(checksum(compared(call(), job, arrays[0].cols), job.magnitude))
  }
  if (sums.some((one) => JSON.stringify(one) !== JSON.stringify(sums[0]))) throw new Error(`${job.kernel}: its ways differ: ${JSON.stringify(sums)}`)
  const { name, threads } = kernels.backend()
  return { engine: 'acm', version: `${name} ${threads}`, ms, peakBytes, checksum: sums[0] }
}

const job = JSON.parse(process.argv[2])
const names = () => Object.keys(kernels).filter((name) => kernels[name]?.definition)
console.log(JSON.stringify(job === 'describe' ? { engine: 'acm', version: '', kernels: names() } : run(job)))
