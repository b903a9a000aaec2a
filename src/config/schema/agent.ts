import { z } from 'zod'
import { type Refusal, refuse } from './check.ts'

const name = z
  .string()
  .regex(/^ECS_[A-Z0-9_]+$/, 'Use the name of an ECS agent variable: ECS_ and capitals.')
  .superRefine(refuse(secretFault))

const value = z
  .union([z.string(), z.boolean(), z.int()], 'Use text; put numbers with a fraction in quotes.')
  .superRefine(refuse(valueFault))

export const agent = z
  .record(name, value)
  .default({})
  .describe('ECS agent variables (ECS_…) baked as defaults; user data may override each of them.')

function secretFault(variable: string): Refusal | undefined {
  if (variable !== 'ECS_ENGINE_AUTH_DATA') return undefined
  return {
    code: 'AGENT_KEY_SECRET',
    problem: 'that holds a registry password',
    why: 'It would be baked into the image, readable for everyone who may launch it.',
    hint: 'Name the secret in the task definition (repositoryCredentials), or set it from user data.',
  }
}

/** ecs-init takes what follows the first "=" literally (docs/instance-facts.md, "Agent start"). */
function valueFault(value: string | boolean | number): Refusal | undefined {
  const text = String(value)
  if (/[\r\n\0]/.test(text)) {
    return {
      code: 'AGENT_VALUE_LITERAL',
      problem: 'with a line break',
      why: 'ecs.config has one variable a line.',
      hint: 'Write the value in one line.',
    }
  }
  if (!/["']/.test(text) || isJsonCollection(text)) return undefined
  return {
    code: 'AGENT_VALUE_LITERAL',
    problem: 'with quotes in it',
    why: 'ecs.config is read literally: the quotes would become part of the value, e.g. of the name of the cluster.',
    hint: 'Remove the quotes; only a JSON list or map, e.g. of ECS_INSTANCE_ATTRIBUTES, has them.',
  }
}

function isJsonCollection(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}
