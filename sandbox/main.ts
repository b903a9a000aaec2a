#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { cacheFolder } from './commands/options.ts'

// Everything that the sandbox writes is for its owner only.
process.umask(0o077)
// A short command spends most of its time compiling: let Node keep the result.
enableCompileCache(join(cacheFolder(), 'node'))
const { runProgram } = await import('./commands/program.ts')
await runProgram()
