import { defineConfig } from 'vitest/config'

// Tests run what is shipped: packages are imported from their built `dist`. Three classes, told by a file's name: fast ones share their modules
// (`npm run check`), slow ones and those counted in rounds (`npm run proof`) stand alone.
const alone = ['**/*.slow.test.ts', '**/*.proof.test.ts']
const common = { testTimeout: 120_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    globalSetup: ['scripts/services-of-tests.mjs'],
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: 'fast', include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'], exclude: alone, isolate: false } },
      { test: { ...common, name: 'slow', include: alone.map((name) => `{packages/*/test,test}/${name}`) } },
    ],
  },
})
