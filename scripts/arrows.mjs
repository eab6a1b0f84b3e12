// Holds the house together: each package imports what its package.json lists, only downward, and reaches Node only where it may; no file imports
// itself by way of others. `npm run build` begins with it, so that a forbidden import does not build.
import { pathToFileURL } from 'node:url'
import { circle, isFile, packageOf, packages } from './imports.mjs'

/** Rooms from the ground up; a room may import those on floors below its own. */
export const floors = [['contract', 'kernels'], ['pipeline', 'simulator', 'charts'], ['readers', 'store', 'report'], ['monitor'], ['cli']]

/** Where the parts of Node may be reached: what is said at its edges, and the proof of the kernels, which reads stored values. */
const nodeMayBeIn = /^packages\/(?:readers\/src\/node\/|store\/src\/|cli\/src\/|kernels\/src\/(?:backend\/worker|verify\/verify)\.ts)/

/** Phases of a run, in the order they come. */
const phases = ['prepare', 'learn', 'judge', 'tell']

const floorOf = (folder) => floors.findIndex((floor) => floor.includes(folder))
const phaseOf = (path) => phases.indexOf(/^packages\/pipeline\/src\/phases\/(\w+)\//.exec(path)?.[1])

/** What is wrong with one import; '' where nothing is. */
function wrong({ folder, name, dependencies }, path, target) {
  if (target.startsWith('node:')) return nodeMayBeIn.test(path) ? '' : 'Node is not reached from here'
  if (isFile(target)) {
    if (!target.startsWith(`packages/${folder}/`)) return 'it is a file of another package'
    return phaseOf(target) > phaseOf(path) && phaseOf(path) >= 0 ? 'that phase comes later' : ''
  }
  const wanted = packageOf(target)
  if (wanted === name) return 'a package does not import itself by name'
  if (!dependencies.includes(wanted)) return 'package.json does not list it'
  return wanted.startsWith('@acm/') && floorOf(wanted.slice('@acm/'.length)) >= floorOf(folder) ? 'it is not below' : ''
}

/** Every fault of the house, a sentence each. */
export function faults(all = packages()) {
  const arrows = all.flatMap((room) =>
    room.sources.flatMap(({ path, imports }) =>
      imports.flatMap((target) => {
        const why = wrong(room, path, target)
        return why === '' ? [] : [`${path} imports ${target}: ${why}`]
      }),
    ),
  )
  const idle = all.flatMap(({ name, dependencies, sources }) => {
    const used = new Set(sources.flatMap(({ imports }) => imports.filter((target) => !isFile(target)).map(packageOf)))
    return dependencies.filter((wanted) => !used.has(wanted)).map((wanted) => `${name} lists ${wanted} and does not import it`)
  })
  const homeless = all.filter(({ folder }) => floorOf(folder) < 0).map(({ name }) => `${name} stands on no floor`)
  const round = circle(all.flatMap(({ sources }) => sources))
  return [...arrows, ...idle, ...homeless, ...(round.length > 0 ? [`a circle of files: ${round.join(' → ')}`] : [])]
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const found = faults()
  for (const fault of found) console.error(fault)
  process.exitCode = found.length > 0 ? 1 : 0
}
