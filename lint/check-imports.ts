import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { importRules } from './import-rules.ts'

const violations = await findViolations(['src', 'sandbox'])
for (const violation of violations) console.error(violation)
console.log(`imports: ${violations.length} violations of the import law`)
process.exitCode = violations.length === 0 ? 0 : 1

async function findViolations(roots: string[]): Promise<string[]> {
  const forbidden = importRules()
  const { output } = await cruise(roots, {
    // dependency-cruiser cannot use TypeScript 7: without another parser it finds no modules, and no violations.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    validate: true,
    ruleSet: { forbidden },
  })
  const { modules, summary } = output as ICruiseResult
  const read = modules.filter(({ source }) => source.endsWith('.ts'))
  if (!read.some(({ dependencies }) => dependencies.length > 0))
    return ['dependency-cruiser read no imports of a TypeScript file: its parser, @swc/core, is missing']
  return summary.violations.map(({ from, to, rule }) => {
    const remedy = forbidden.find(({ name }) => name === rule.name)?.comment
    return `${from} → ${to}\n  ${remedy}`
  })
}
