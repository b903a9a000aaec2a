import { defineConfig } from 'rolldown'

/** The product and the sandbox are two programs: neither may end up in the other's chunks. */
export default defineConfig([bundle('main', 'src/main.ts'), bundle('sandbox', 'sandbox/main.ts')])

function bundle(name: string, input: string) {
  return {
    input: { [name]: input },
    platform: 'node' as const,
    output: {
      dir: 'dist',
      minify: true,
      chunkFileNames: `${name}/[name]-[hash].js`,
      cleanDir: false,
    },
  }
}
