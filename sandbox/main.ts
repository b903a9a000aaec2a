#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { cacheFolder } from './commands/options.ts'

// Compiling is most of the time of a short command: Node keeps the result.
enableCompileCache(join(cacheFolder(), 'node'))
const { runProgram } = await import('./commands/program.ts')
await runProgram()
