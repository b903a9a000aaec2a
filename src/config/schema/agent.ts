import { z } from 'zod'
import { type Refusal, refuse } from './check.ts'

const namePattern = /^ECS_[A-Z0-9_]+$/

const name = z.string().superRefine(refuse(nameFault)).meta({ pattern: namePattern.source })

const valueHint = `Use a string; put numbers with a fraction, lists and maps in quotes, such as '["json-file","awslogs"]'.`

const value = z.union([z.string(), z.boolean(), z.int()], valueHint).superRefine(refuse(valueFault))

export const agent = z
  .record(name, value)
  .default({})
  .describe('ECS agent variables (ECS_…) baked as defaults; user data can override each of them.')

function nameFault(variable: string): Refusal | undefined {
  if (/^(?:https?|no)_proxy$/i.test(variable)) {
    return {
      code: 'VALUE_FORMAT',
      problem: 'it is not a variable of the ECS agent',
      hint: 'Use "proxy" of the image, which applies to the agent, Docker, logs and packages.',
    }
  }
  if (!namePattern.test(variable)) {
    return { code: 'VALUE_FORMAT', hint: 'Use the name of an ECS agent variable: ECS_ and capital letters.' }
  }
  if (variable !== 'ECS_ENGINE_AUTH_DATA') return undefined
  return {
    code: 'AGENT_KEY_SECRET',
    problem: 'it contains a registry password',
    why: 'It would be part of the AMI, and everyone who can launch the AMI could read it.',
    hint: 'Reference the secret in the task definition (repositoryCredentials), or set the variable in user data.',
  }
}

/** ecs-init reads everything after the first "=" literally (docs/instance-facts.md, "Agent start"). */
function valueFault(value: string | boolean | number): Refusal | undefined {
  const text = String(value)
  if (/[\r\n\0]/.test(text)) {
    return {
      code: 'AGENT_VALUE_LITERAL',
      problem: 'which has a line break',
      why: 'ecs.config has one variable per line.',
      hint: 'Write the value on one line.',
    }
  }
  if (!/["']/.test(text) || isJsonCollection(text)) return undefined
  return {
    code: 'AGENT_VALUE_LITERAL',
    problem: 'which contains quotes',
    why: 'ecs.config is read literally: the quotes would become part of the value, e.g. of the cluster name.',
    hint: 'Remove the quotes. Only a JSON list or map, e.g. for ECS_INSTANCE_ATTRIBUTES, can have them.',
  }
}

function isJsonCollection(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}
