import { writeFileSync } from 'node:fs'
import { reference } from './text.ts'

/** `npm run reference` writes docs/commands.md. */
writeFileSync(new URL('../commands.md', import.meta.url), reference())
