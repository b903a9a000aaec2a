import { z } from 'zod'
import { looksLikeSecret, namesSecret } from '../secret.ts'
import { recipeScripts } from '../settings.ts'
import { byName, listOf, type Refusal, refuse, strict } from './check.ts'
import { ownPath } from './own-path.ts'

const argument = z
  .string('Use a string; put numbers in quotes.')
  .superRefine(refuse(value => secretFault(looksLikeSecret(value))))

const variable = z
  .union([z.string(), z.boolean(), z.int()], 'Use a string; put numbers with a fraction in quotes.')
  .superRefine(refuse(value => secretFault(looksLikeSecret(String(value)))))

const environment = byName(/^[A-Za-z_][A-Za-z0-9_]*$/, 'Use letters, digits and "_".', variable).superRefine(
  (variables, context) => {
    for (const name of Object.keys(variables)) {
      const { hint, ...refusal } = secretFault(namesSecret(name)) ?? {}
      if (hint === undefined) continue
      context.addIssue({ code: 'custom', path: [name], params: { ...refusal, hint }, message: hint })
    }
  },
)

const step = strict({
  path: ownPath
    .optional()
    .describe(
      'Path of the script, relative to the folder of packer-ecs.yaml. The script begins with #! and runs as root.',
    ),
  arguments: z.array(argument).default([]).describe('Arguments of the script. They are not secret.'),
  environment: environment
    .default({})
    .describe('Environment variables of the script. They are not secret; a script must read secrets itself.'),
  reboot: z
    .literal(true, 'Use true, or remove the item.')
    .optional()
    .describe('Restart the build instance instead of running a script.'),
  after: z
    .enum([...recipeScripts, 'cleanup'])
    .default('files')
    .describe(
      "The recipe's script that this item runs after; after cleanup, the script must remove its own traces.",
    ),
}).superRefine(({ path, reboot, ...others }, context) => {
  if (path === undefined && reboot === undefined) {
    context.addIssue({ code: 'invalid_type', expected: 'string', input: undefined, path: ['path'] })
  }
  if (reboot === undefined) return
  for (const fault of rebootFaults({ path, ...others })) {
    context.addIssue({ code: 'custom', path: ['reboot'], params: { ...fault }, message: fault.hint })
  }
})

export const scripts = z
  .array(step)
  .default([])
  .describe('Your scripts to run during the bake. Scripts with the same "after" run in this order.')

export const checks = listOf(ownPath)
  .default([])
  .describe(
    'Your scripts that "packer-ecs verify" runs on an instance of the AMI, relative to the folder of packer-ecs.yaml. A script begins with #!, runs as root, and reports a fault by its exit status. They are not in the AMI.',
  )

function rebootFaults(step: {
  readonly path: string | undefined
  readonly arguments: readonly string[]
  readonly environment: object
  readonly after: string
}): Refusal[] {
  const code = 'VALUE_NOT_ALLOWED'
  if (step.path !== undefined || step.arguments.length > 0 || Object.keys(step.environment).length > 0) {
    return [
      { code, problem: 'but the item also describes a script', hint: 'Use a separate item for the script.' },
    ]
  }
  if (step.after !== 'cleanup') return []
  const why = 'Clean-up removes the keys that a new connection needs.'
  return [{ code, problem: 'after cleanup', why, hint: 'Restart the instance earlier.' }]
}

function secretFault(isSecret: boolean): Refusal | undefined {
  if (!isSecret) return undefined
  return {
    code: 'SCRIPT_VALUE_SECRET',
    isSecret: true,
    problem: 'a secret',
    why: 'packer-ecs.yaml and the folders of the runs are not protected like a secret.',
    hint: 'Let the script read the secret itself, e.g. from AWS Secrets Manager; its name can be in a variable such as SECRET_NAME.',
  }
}
