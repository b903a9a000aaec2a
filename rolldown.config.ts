import { defineConfig } from 'rolldown'

/** Two programs that share no file, so that each loads as few as it can; what is loaded later lies in chunks/. */
export default defineConfig([
  program({ main: 'src/main.ts' }, true),
  program({ sandbox: 'sandbox/main.ts' }, false),
])

function program(input: Record<string, string>, cleanDir: boolean) {
  return {
    input,
    platform: 'node' as const,
    // The SDK's ES modules: of 700 kB of EC2, what is not called falls away.
    resolve: { mainFields: ['module', 'main'] },
    output: { dir: 'dist', minify: true, chunkFileNames: 'chunks/[name]-[hash].js', cleanDir },
  }
}
