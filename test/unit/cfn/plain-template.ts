import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { repository } from '#test/helpers/bake.ts'

interface Resource<Properties = unknown> {
  readonly Type: string
  readonly Properties: Properties
  readonly DependsOn?: string | readonly string[]
}

/** What the tests look at. Functions are gone: `!Sub text` is the text, `!Ref name` the name, `!If […]` a list. */
interface PlainTemplate {
  readonly Metadata: {
    readonly 'AWS::CloudFormation::Interface': {
      readonly ParameterGroups: readonly { readonly Parameters: readonly string[] }[]
    }
  }
  readonly Parameters: Readonly<Record<string, Parameter>>
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs: Readonly<Record<string, { readonly Export: { readonly Name: string } }>>
}

interface Parameter {
  readonly Type: string
  readonly Description?: string
  readonly Default?: string | number
  readonly AllowedPattern?: string
  readonly MinValue?: number
  readonly MinLength?: number
  readonly MaxLength?: number
  readonly ConstraintDescription?: string
}

/** `cfn/STACK/template.yml`. */
export async function plainTemplate(stack: string) {
  const body = await readFile(join(repository, `cfn/${stack}/template.yml`), 'utf8')
  const template = parse(body, { logLevel: 'silent' }) as PlainTemplate
  return {
    body,
    template,

    propertiesOf<Properties>(logicalId: string): Properties {
      const resource = template.Resources[logicalId]
      if (resource === undefined) throw new Error(`cfn/${stack}/template.yml has no ${logicalId}`)
      return resource.Properties as Properties
    },

    idsOfType: (type: string) =>
      Object.keys(template.Resources).filter(id => template.Resources[id]?.Type === type),
  }
}

/** The text with what CloudFormation would put in. */
export function filled(text: string): string {
  const values: Readonly<Record<string, string>> = {
    'AWS::StackName': 'shop-dev-cluster',
    'AWS::Region': 'eu-central-1',
    ClusterStack: 'shop-dev-cluster',
    Cluster: 'shop-dev-cluster-Cluster-1',
    ProxyUrl: 'proxy.example:3128',
    NoProxy: '.example,10.0.0.0/8',
  }
  return text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => values[name] ?? `unknown ${name}`)
}
