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

function run(job) {
  if (job.threads) kernels.configure({ threads: job.threads })
  const kernel = kernels[job.kernel]
  const [first, ...rest] = job.arrays.map(load)
  const restAs = (as) => Object.fromEntries(rest.map((array, i) => [job.arrays[i + 1].name, as(array)]))
  const args = { ...job.numbers, ...restAs((array) => array) }
  const out = kernel(first, args)
  const peakBytes = process.resourceUsage().maxRSS * 1024
  const calls = {
    fresh: () => () => kernel(first, args),
    out: () => () => kernel(first, { ...args, out }),
    resident: () => {
      const [x, more, target] = [resident(first), { ...job.numbers, ...restAs(resident) }, mapOutputs(out, residentLike)]
      return () => kernel(x, { ...more, out: target })
    },
  }
  const ms = Object.fromEntries(job.ways.map((way) => [way, measure(calls[way](), job.seconds)]))
  const { name, threads } = kernels.backend()
  const results = job.outputs.flatMap((output) => apart(out instanceof Float64Array ? out : out[output], job.pairs, first.cols))
  return { engine: 'acm', version: `${name} ${threads}`, ms, peakBytes, checksum: checksum(results, job.magnitude) }
}

const job = JSON.parse(process.argv[2])
const names = () => Object.keys(kernels).filter((name) => kernels[name]?.definition)
console.log(JSON.stringify(job === 'describe' ? { engine: 'acm', version: '', kernels: names() } : run(job)))
