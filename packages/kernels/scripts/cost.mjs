// What to write as a kernel's `cost`: nanoseconds a unit on one thread, arrays resident, of each line of bench/definitions that measures it.
//
//   npm run cost -w @acm/kernels rollingMedian
import { families, manifest } from '../../../bench/definitions.mjs'
import { sizesOf, timed } from '../../../bench/growth.mjs'
import { evaluate } from '../dist/kernel/arguments.js'

const [name] = process.argv.slice(2)
const definition = manifest().get(name)
if (!definition) throw new Error(`no kernel ${name} in kernels.json; npm run build writes it from the definitions`)
const works = families()
  .flatMap((family) => family.works)
  .filter(({ kernel }) => kernel === name)
for (const work of works) {
  const units = evaluate(definition.cost.per, sizesOf(work, definition))
  const ns = (timed(work, definition, { threads: 1 }) * 1e6) / units
  console.log(`${ns.toPrecision(2).padStart(8)} ns × ${JSON.stringify(definition.cost.per)}  ${work.name}`)
}
console.log(`${String(definition.cost.ns).padStart(8)} ns stand in its definition`)
