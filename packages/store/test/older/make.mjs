// npx node packages/store/test/older/make.mjs: makes the stores in this folder, one of each schema, each by the code that wrote that schema,
// taken from the repository's history, and beside it what that code read from it. Needs the whole history; done once for a schema.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { plain } from './plain.ts'

/** The last commit of each schema. 0007 was changed before anybody had it, so 0007 and 0008 have that one file from the commit that did. */
const commits = {
  '0001': '16d72ed^',
  '0002': '64170ce^',
  '0003': 'b67eb20^',
  '0004': '9b424b1^',
  '0005': '94ab40f^',
  '0006': 'c26c39b^',
  '0007': 'ab8d9df^',
  '0008': 'b5d591e^',
  '0009': '67b6284^',
}
const amended = { commit: 'a47e64c', files: ['packages/store/src/forecasts.ts', 'packages/store/src/migrations/0007-forecasts.ts'] }
const root = join(import.meta.dirname, '../../../..')
// Not below node_modules, where Node compiles nothing, but where the libraries are found.
const folderOf = (version) => join(root, `older-store-${version}`)

function take(folder, commit, files) {
  const archive = execFileSync('git', ['archive', commit, ...files], { cwd: root, maxBuffer: 1 << 26 })
  execFileSync('tar', ['-x', '-C', folder], { input: archive })
}

/** Two assets, a run saved twice, models, statements, contexts, as far as the version knew them. */
async function fill(store, exampleRun) {
  const run = (asset, seed) => exampleRun({ asset, seed, rows: 12 })
  await store.saveRun(run('pump', 1))
  await store.saveRun(run('Lüfter 2', 2))
  await store.saveRun(run('pump', 1))
  if (store.saveModel) {
    const model = { asset: 'pump', maturity: 'CONVERGED', reason: '', summary: { rows: 100 }, body: '{"of":"pump"}' }
    await store.saveModel({ ...model, promote: true }, { body: '{"rows":1}', lastTime: 10 })
    await store.saveModel({ ...model, promote: true })
    await store.saveModel({ ...model, promote: false })
    await store.say({ asset: 'pump', kind: 'close', who: 'Weber', episodeId: 'pump 1', cause: 'false', sensor: 'S', peak: 3, text: 'washing' })
    const silence = await store.say({ asset: 'pump', kind: 'silence', who: 'Kim', from: 1, until: 5, text: '' })
    await store.undo(silence, 'Weber')
  }
  const last = run('pump', 3)
  await (store.saveScored ? store.saveScored(last, { body: '{"rows":2}', lastTime: 30, ongoingSince: 25 }) : store.saveRun(last))
}

async function read(store) {
  const runs = await store.listRuns()
  const results = {}
  for (const { runId } of runs) results[runId] = await store.run(runId)
  const of = async (asset) => ({
    last: await store.lastRun(asset),
    episodes: await store.episodes?.(asset),
    models: await store.listModels?.(asset),
    model: await store.model?.({ asset }),
    context: await store.context?.(asset),
    statements: await store.statements?.(asset),
  })
  return plain({ runs, results, pump: await of('pump'), fan: await of('Lüfter 2') })
}

for (const [version, commit] of Object.entries(commits)) {
  const folder = folderOf(version)
  mkdirSync(folder)
  try {
    take(folder, commit, ['packages/store/src', 'packages/store/test/example-run.ts'])
    if (version === '0007' || version === '0008') take(folder, amended.commit, amended.files)
    const from = (path) => import(pathToFileURL(join(folder, 'packages/store', path)).href)
    const { openStore } = await from('src/store.ts')
    const { exampleRun } = await from('test/example-run.ts')
    const path = join(folder, 'acm.db')
    const store = await openStore(path)
    await fill(store, exampleRun)
    const told = await read(store)
    await store.close()
    writeFileSync(join(import.meta.dirname, `${version}.db.gz`), gzipSync(readFileSync(path), { level: 9 }))
    writeFileSync(join(import.meta.dirname, `${version}.json.gz`), gzipSync(JSON.stringify(told), { level: 9 }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
