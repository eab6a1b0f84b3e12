// Draws the packages and their arrows, read from the sources, into ARCHITECTURE.md. `--check` writes nothing and fails where the picture is another.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { floors } from './arrows.mjs'
import { packageOf, packages, root } from './imports.mjs'

const BEGIN = '<!-- arrows:begin, drawn by `npm run architecture` -->'
const END = '<!-- arrows:end -->'

const all = packages()

/** Packages of ours that a package imports. */
const below = ({ sources }) =>
  [...new Set(sources.flatMap(({ imports }) => imports.map(packageOf)).filter((name) => name.startsWith('@acm/')))].sort()

/** An arrow that a longer way says already is left out: the picture shows who stands on whom. */
function direct(room) {
  const reach = new Map(all.map((one) => [one.name, below(one)]))
  const reaches = (from, to) => reach.get(from)?.some((next) => next === to || reaches(next, to)) ?? false
  const own = below(room)
  return own.filter((name) => !own.some((other) => other !== name && reaches(other, name)))
}

const label = ({ folder }) => `  ${folder}["@acm/${folder}"]`

export function picture() {
  const known = floors.map((floor) => all.filter(({ folder }) => floor.includes(folder))).filter((floor) => floor.length > 0)
  return [
    BEGIN,
    '',
    '```mermaid',
    'flowchart BT',
    ...known.flatMap((floor) => floor.map(label)),
    ...all.flatMap((room) => direct(room).map((name) => `  ${room.folder} --> ${name.slice('@acm/'.length)}`)),
    '```',
    '',
    'In full: ' +
      all
        .map(
          (room) =>
            `${room.folder} → ${
              below(room)
                .map((name) => name.slice('@acm/'.length))
                .join(', ') || 'nothing'
            }`,
        )
        .join('; ') +
      '.',
    '',
    END,
  ].join('\n')
}

const file = join(root, 'ARCHITECTURE.md')
const before = readFileSync(file, 'utf8')
const after = before.replace(new RegExp(`${BEGIN}[\\s\\S]*${END}`), picture)
if (!process.argv.includes('--check')) writeFileSync(file, after)
else if (before !== after) throw new Error('the picture in ARCHITECTURE.md is out of date: run npm run architecture')
