import type { BakeOptions, CommonOptions } from '../wiring/options.ts'

/** What each command starts; the result is its exit status. Handed in, so that tests see what argv means. */
export interface Handlers {
  bake(image: string | undefined, options: BakeOptions): Promise<number>
  images(options: CommonOptions): Promise<number>
  sandbox(argv: readonly string[]): Promise<number>
}

/** Only the command that was asked for is loaded. */
export const handlers: Handlers = {
  bake: async (image, options) => (await import('../wiring/run-bake.ts')).runBake(image, options),
  images: async options => (await import('../wiring/run-images.ts')).runImages(options),
  sandbox: async argv => (await import('../wiring/sandbox.ts')).runSandbox(argv),
}
