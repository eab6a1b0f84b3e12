import { defineConfig } from 'vitest/config'

// Tests run what is shipped: packages are imported from their built `dist`.
export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts'],
    globalSetup: ['scripts/services-of-tests.mjs'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
