import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vitest/config'

/** What packages export, and what tests name in `dist`, from `src`: a change runs the tests that depend on it, without a build. */
const fromSources: Plugin = {
  name: 'from-sources',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.startsWith('@acm/') && !source.includes('/dist/')) return null
    const found = await this.resolve(source, importer, { skipSelf: true })
    const file = found?.id.replace(/\/dist\/(.*)\.js$/, '/src/$1.ts')
    return file !== undefined && file !== found?.id && existsSync(file) ? resolve(file) : found
  },
}

export default defineConfig({
  plugins: [fromSources],
  test: {
    include: ['packages/*/test/**/*.test.ts'],
    exclude: ['**/*.{slow,proof}.test.ts', '**/cli/**'],
    testTimeout: 30_000,
    server: { deps: { inline: [/@acm\//] } },
  },
})
