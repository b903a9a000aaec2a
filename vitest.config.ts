import { defineConfig } from 'vitest/config'

// npm's hint where it was called: a tool that a test starts would take it for its project's folder.
delete process.env.INIT_CWD

const minute = 60_000
/** Ends what hangs; it says nothing of how fast a computer has to be. */
const limits = { testTimeout: 10 * minute, hookTimeout: 10 * minute }
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
          ...limits,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/e2e/setup.ts',
          ...limits,
          fileParallelism: false,
          retry,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts'],
          ...limits,
          fileParallelism: false,
          retry,
          maxConcurrency: 2,
        },
      },
    ],
  },
})
