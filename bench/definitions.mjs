// What is measured: definitions/<family>.json, read, completed with the family's defaults, and held against the kernels there are.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const here = import.meta.dirname
const read = (file) => JSON.parse(readFileSync(file, 'utf8'))
const WORK_KEYS = ['name', 'kernel', 'args', 'data', 'model', 'modelArgs', 'outputs', 'pairs', 'magnitude', 'bar', 'pythonBar', 'note']

/** Every kernel's definition, by name. */
export const manifest = () => new Map(read(join(here, '../packages/kernels/kernels.json')).kernels.map((kernel) => [kernel.name, kernel]))

function complete(work, family) {
  const unknown = Object.keys(work).filter((key) => !WORK_KEYS.includes(key))
  if (unknown.length)
    throw new Error(`definitions/${family.family}.json, "${work.name}": no field ${unknown.join(', ')}; there are ${WORK_KEYS.join(', ')}`)
  const data = Object.fromEntries(Object.entries(work.data ?? family.data).map(([name, spec], i) => [name, { seed: i + 1, ...spec }]))
  return { args: {}, ...work, data, family: family.family }
}

/** All families, or those asked for: `[{ family, works }]`, in the order of their files' names. */
export function families() {
  return readdirSync(join(here, 'definitions'))
    .toSorted()
    .map((file) => {
      const family = read(join(here, 'definitions', file))
      if (`${family.family}.json` !== file) throw new Error(`definitions/${file} says it is the family ${family.family}`)
      return { family: family.family, works: family.works.map((work) => complete(work, family)) }
    })
}

/** A line whose kernel is not there measures nothing: that is an error of the project, not a row to leave out. */
export function checkKernels(works, kernels) {
  const lost = works.filter(({ kernel }) => !kernels.has(kernel))
  if (lost.length)
    throw new Error(`no such kernel: ${lost.map(({ family, name, kernel }) => `${kernel} (definitions/${family}.json, "${name}")`).join(', ')}`)
  const names = works.map(({ family, name }) => `${family}: ${name}`)
  const twice = names.filter((name, i) => names.indexOf(name) !== i)
  if (twice.length) throw new Error(`two works of one name: ${twice.join(', ')}`)
}
