// Who imports whom, read from the sources: for the test that holds the arrows, and for the picture in ARCHITECTURE.md.
import { globSync, readFileSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** Imports and re-exports of a module, types included, and what is loaded on demand. */
const IMPORT = /^(?:import|export)\b[^'"\n]*?(?:\{[^}]*\}[^'"\n]*?)?from '([^']+)'|^import '([^']+)'|(?<!typeof )\bimport\('([^']+)'\)/gm
const COMMENT = /^\s*(?:\/\/|\/?\*).*$/gm

const importsOf = (text) => [...text.replace(COMMENT, '').matchAll(IMPORT)].map(([, from, bare, lazy]) => from ?? bare ?? lazy)

const posixPath = (file) => relative(root, file).split(sep).join('/')

/** Every source file of a package: its path from the root, and what it imports; paths of files for files, names for packages. */
export function sourcesOf(name) {
  return globSync(join(root, 'packages', name, '{src,page}/**/*.ts')).map((file) => {
    const path = posixPath(file)
    const imports = importsOf(readFileSync(file, 'utf8')).map((target) => (target.startsWith('.') ? posix.join(posix.dirname(path), target) : target))
    return { path, imports: [...new Set(imports)] }
  })
}

/** Packages with what their package.json lists, in the order of package.json's workspaces. */
export function packages() {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return workspaces.map((path) => {
    const { name, dependencies = {}, ...rest } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'))
    const folder = path.split('/').at(-1)
    return { name, folder, dependencies: Object.keys(dependencies), manifest: { name, dependencies, ...rest }, sources: sourcesOf(folder) }
  })
}

/** The package that an import names: "@acm/readers/node" is of @acm/readers. */
export const packageOf = (target) => (target.startsWith('@') ? target.split('/', 2).join('/') : target.split('/', 1)[0])

export const isFile = (target) => target.startsWith('packages/')

/** Files that import one another round in a circle, as one list from a file to itself; [] where there is none. */
export function circle(sources) {
  const next = new Map(sources.map(({ path, imports }) => [path, imports.filter(isFile)]))
  const done = new Set()
  const walk = (path, trail) => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return []
    for (const target of next.get(path) ?? []) {
      const found = walk(target, [...trail, path])
      if (found.length > 0) return found
    }
    done.add(path)
    return []
  }
  for (const path of next.keys()) {
    const found = walk(path, [])
    if (found.length > 0) return found
  }
  return []
}
