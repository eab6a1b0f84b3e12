// The rolling kernels on fixed data, in Node: one SHA-256 over all bits, which test_parity.py compares with its own.
import { createHash } from 'node:crypto'
import * as kernels from '@acm/kernels'

const [rows, cols] = [2000, 7]
let state = 12345
const next = () => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
  return state / 0x7fffffff
}
const values = Float64Array.from({ length: rows * cols }, () => {
  const value = next() * 100 - 50
  return next() < 0.05 ? Number.NaN : value
})

const hash = createHash('sha256')
const names = Object.entries(kernels)
  .filter(([, kernel]) => kernel?.definition && 'window' in kernel.definition.args && 'minPeriods' in kernel.definition.args)
  .map(([name]) => name)
  .sort()
for (const name of names)
  for (const window of [5, 16, 200]) {
    const { args } = kernels[name].definition
    const more = { ...('q' in args && { q: 0.3 }), ...('y' in args && { y: { values: values.toReversed(), rows, cols } }) }
    hash.update(new Uint8Array(kernels[name]({ values, rows, cols }, { window, minPeriods: 3, ...more }).buffer))
  }
console.log(JSON.stringify({ names, hash: hash.digest('hex') }))
