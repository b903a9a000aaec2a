import type { StackSettings } from '#src/config/settings.ts'
import type { ChosenStack } from '#src/stacks/choose.ts'
import type { Template, TemplateParameter, TemplateResource } from '#src/stacks/template/template.ts'

/** A parameter of a template: text without limits, but for what is given. */
export function parameter(settings: Partial<TemplateParameter> = {}): TemplateParameter {
  return {
    type: 'String',
    default: null,
    allowedValues: null,
    allowedPattern: null,
    minLength: null,
    maxLength: null,
    minValue: null,
    maxValue: null,
    constraintDescription: null,
    noEcho: false,
    ...settings,
  }
}

export function template(
  parameters: Readonly<Record<string, Partial<TemplateParameter>>>,
  resources: Readonly<Record<string, Partial<TemplateResource>>> = {},
): Template {
  return {
    file: '/p/cluster.yml',
    body: '',
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, parameter(one)])),
    resources: Object.fromEntries(
      Object.entries(resources).map(([name, one]) => [
        name,
        { type: '', properties: {}, updatePolicy: null, creationPolicy: null, metadata: null, ...one },
      ]),
    ),
    conditions: {},
    mappings: {},
    rules: {},
    outputs: {},
    notices: [],
  }
}

export function chosen(
  settings: Partial<StackSettings> = {},
  parameterFile: string | null = null,
): ChosenStack {
  return {
    stack: 'cluster',
    environment: 'dev',
    stackName: 'fleet-dev-cluster',
    settings: {
      name: '{project}-{env}-{stack}',
      template: 'cluster.yml',
      parameterFiles: {},
      amis: {},
      channels: {},
      capabilities: [],
      tags: {},
      role: null,
      terminationProtection: false,
      notificationTopics: [],
      ...settings,
    },
    template: '/p/cluster.yml',
    parameterFile,
    channel: null,
  }
}
