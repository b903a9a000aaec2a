import type {
  BakeOptions,
  CleanOptions,
  CommonOptions,
  DeployOptions,
  StackOptions,
} from '../host/options.ts'
import type { CommandDescription } from './completion/run.ts'

/** What each command starts; the result is its exit status. Handed in, so that tests see what argv means. */
export interface Handlers {
  bake(images: readonly string[], options: BakeOptions): Promise<number>
  clean(options: CleanOptions): Promise<number>
  completion(shell: string, program: CommandDescription, options: CommonOptions): Promise<number>
  deploy(stack: string | undefined, options: DeployOptions): Promise<number>
  doctor(options: CommonOptions): Promise<number>
  images(options: CommonOptions): Promise<number>
  init(options: CommonOptions): Promise<number>
  sandbox(argv: readonly string[]): Promise<number>
  sessionClear(options: CommonOptions): Promise<number>
  status(stack: string | undefined, options: StackOptions): Promise<number>
  watch(stack: string | undefined, options: StackOptions): Promise<number>
  whoami(options: CommonOptions): Promise<number>
}

/** Only the command that was asked for is loaded. */
export const handlers: Handlers = {
  bake: async (images, options) => (await import('./bake/start.ts')).runBake(images, options),
  clean: async options => (await import('./clean/run.ts')).runClean(options),
  completion: async (shell, program, options) =>
    (await import('./completion/run.ts')).runCompletion(shell, program, options),
  deploy: async (stack, options) => (await import('./deploy/start.ts')).runDeploy(stack, options),
  doctor: async options => (await import('./doctor/run.ts')).runDoctor(options),
  images: async options => (await import('./images/run.ts')).runImages(options),
  init: async options => (await import('./init/run.ts')).runInit(options),
  sandbox: async argv => (await import('../connect/sandbox.ts')).runSandbox(argv),
  sessionClear: async options => (await import('./session/run.ts')).runSessionClear(options),
  status: async (stack, options) => (await import('./deploy/start.ts')).runStatus(stack, options),
  watch: async (stack, options) => (await import('./deploy/start.ts')).runWatch(stack, options),
  whoami: async options => (await import('./whoami/run.ts')).runWhoami(options),
}
