import { defineConfig } from 'vitest/config'

const minute = 60_000
/** Machines share a host that others use, too: only what fails twice has failed; the report names each second try. */
const retry = 1

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: minute / 2 } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: minute,
          hookTimeout: 3 * minute,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 3 * minute,
          hookTimeout: 5 * minute,
          fileParallelism: false,
          retry,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts'],
          testTimeout: 5 * minute,
          hookTimeout: 5 * minute,
          fileParallelism: false,
          retry,
          maxConcurrency: 3,
        },
      },
    ],
  },
})
