#!/usr/bin/env node
// Plain JavaScript of any age, committed, so that npm can link it before the build and an old Node can still read it.
// The store needs node:sqlite, which is there without a flag since Node 22.13.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(
    `acm needs Node 22.13 or newer and this is ${process.versions.node}: use npx acm or npm start, they run the project's own Node 24\n`,
  )
  process.exitCode = 1
} else {
  import('../bundle/index.js').then(
    ({ main }) => main(process.argv.slice(2)),
    (error) => {
      const unbuilt = error.code === 'ERR_MODULE_NOT_FOUND'
      process.stderr.write(unbuilt ? `acm is not built yet: run npm ci or npm run build (${error.message})\n` : `${error.stack}\n`)
      process.exitCode = 1
    },
  )
}
