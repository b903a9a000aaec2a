import { defineConfig } from 'rolldown'

/** Two programs, each started by its own file; what they load later lies in chunks/. */
export default defineConfig({
  input: { main: 'src/main.ts', sandbox: 'sandbox/main.ts' },
  platform: 'node',
  // The SDK's ES modules: of 700 kB of EC2, what is not called falls away.
  resolve: { mainFields: ['module', 'main'] },
  output: { dir: 'dist', minify: true, chunkFileNames: 'chunks/[name]-[hash].js', cleanDir: true },
})
