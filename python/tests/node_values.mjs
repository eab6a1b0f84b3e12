// Every stored case, with what Node computes and how far from the exact value an answer may lie, and cases made up of every kernel: what
// test_parity.py asks of Python. Writes cases.json and values.bin (the numbers, which cases.json names by [offset, length]) into a folder.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { boundOf } from '../../packages/kernels/dist/verify/bounds.js'
import { storedCases } from '../../packages/kernels/dist/verify/verify.js'
import { all, fillings, generator, makeCase, outputs } from '../../packages/kernels/test/cases.ts'

const chunks = []
let total = 0
function place(values) {
  chunks.push(Buffer.from(Float64Array.from(values).buffer))
  total += values.length
  return [total - values.length, values.length]
}
const isMatrix = (value) => typeof value === 'object' && 'rows' in value
const given = (value) => (typeof value === 'number' ? value : isMatrix(value) ? { ...value, values: place(value.values) } : { values: place(value) })
const called = new Map(all.map((kernel) => [kernel.definition.name, kernel]))

function answer({ name }, first, options) {
  const results = outputs(called.get(name)(first, options))
  const hash = createHash('sha256')
  for (const values of Object.values(results)) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  return {
    kernel: name,
    arguments: [first, ...Object.values(options)].map(given),
    names: [Object.keys(called.get(name).definition.args)[0], ...Object.keys(options)],
    sha256: hash.digest('hex'),
  }
}

function stored(one) {
  const { limit, unitAt } = boundOf(one.definition)
  const expected = Object.entries(one.expected).map(([output, { high, low, at }]) => {
    const unit = unitAt(one, high)
    return {
      output,
      high: place(high),
      ...(low && { low: place(low) }),
      ...(at && { at: place(at) }),
      allowed: place(high.map((_, i) => limit * unit(i))),
    }
  })
  return { ...answer(one.definition, one.first, one.options), expected }
}

const random = generator(11)
const made = all.flatMap(({ definition }) =>
  ['noise', 'ties', 'gaps'].map((filling) => {
    const { first, options } = makeCase(definition, 37, 5, fillings[filling], random)
    return { ...answer(definition, first, options), expected: [] }
  }),
)
const cases = [...storedCases().cases.map(stored), ...made]
const [folder] = process.argv.slice(2)
writeFileSync(join(folder, 'values.bin'), Buffer.concat(chunks))
writeFileSync(join(folder, 'cases.json'), JSON.stringify({ kernels: [...called.keys()], cases }))
