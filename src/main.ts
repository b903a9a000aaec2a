#!/usr/bin/env node
import manifest from '../package.json' with { type: 'json' }

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const [first, ...others] = process.argv.slice(2)

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `packer-ecs needs Node.js 22.18 or newer; this is ${process.versions.node} (${process.execPath}).\n` +
      'Install a current Node.js (nodejs.org), or use "npm run bake" in a clone, which includes its own.\n',
  )
  process.exitCode = 1
} else if ((first === '--version' || first === '-V') && others.length === 0) {
  process.stdout.write(`${manifest.version}\n`)
} else {
  // An import would fail in an old Node.js, before the check above.
  process.getBuiltinModule('node:module').enableCompileCache()
  import('./commands/program.ts').then(
    ({ run }) => run(process.argv.slice(2), manifest.version),
    error => {
      process.stderr.write(`packer-ecs cannot be loaded: ${error.message}\nInstall it again.\n`)
      process.exitCode = 1
    },
  )
}
