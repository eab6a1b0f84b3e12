// ACM in Node, each result taken three ways: a fresh array, into the caller's `out`, resident (a Matrix in, a Matrix out).
import { readFileSync } from 'node:fs'
import * as kernels from '@acm/kernels'

const job = JSON.parse(process.argv[2])
const bytes = readFileSync(job.data)
const values = new Float64Array(bytes.buffer, bytes.byteOffset, job.rows * job.cols)
const data = { values, rows: job.rows, cols: job.cols }
const kernel = kernels[job.kernel]
const interleaved = ['rollingMeanStd', 'rollingMinMax'].includes(job.kernel)

function measure(call) {
  for (let i = 0; i < 5; i++) call()
  const times = []
  const started = performance.now()
  while (times.length < 5 || performance.now() - started < job.seconds * 1000) {
    const begin = performance.now()
    call()
    times.push(performance.now() - begin)
  }
  return times
}

/** The harness's checksum, over the first and second of each interleaved pair in turn. */
function checksum(result) {
  const sums = { missing: 0, sum: 0, scale: 0 }
  const stride = interleaved ? 2 : 1
  for (let part = 0; part < stride; part++)
    for (let c = part, i = 0; c < job.cols * stride; c += stride)
      for (let r = 0; r < job.rows; r++, i++) {
        const value = result[c * job.rows + r]
        const weighted = value * (1 + (i % 97) / 97 + part)
        if (Number.isNaN(value)) sums.missing++
        else {
          sums.sum += weighted
          sums.scale += Math.abs(weighted)
        }
      }
  return sums
}

const out = kernel(data, job.args)
const peakBytes = process.resourceUsage().maxRSS * 1024
const x = kernels.matrix(data)
const resident = kernels.matrix({ values: out, rows: job.rows, cols: out.length / job.rows })
const ms = {
  fresh: measure(() => kernel(data, job.args)),
  out: measure(() => kernel(data, { ...job.args, out })),
  resident: measure(() => kernel(x, { ...job.args, out: resident })),
}
const { name, threads } = kernels.backend()
console.log(JSON.stringify({ engine: 'acm', version: `${name} ${threads}`, ms, peakBytes, checksum: checksum(resident.toArray()) }))
