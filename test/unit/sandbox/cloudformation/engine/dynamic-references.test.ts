import { describe, expect, it } from 'vitest'
import { resolveReferences } from '#sandbox/cloudformation/engine/dynamic-references.ts'
import { createStackWorld, region } from '#test/helpers/stack-world.ts'

const parameters: Readonly<Record<string, string>> = { '/host': 'db.internal', '/host:1': 'old.internal' }
const valuesOf = async (names: readonly string[]) =>
  Object.fromEntries(names.flatMap(name => (name in parameters ? [[name, parameters[name] ?? '']] : [])))

describe('dynamic references', () => {
  it('are resolved anywhere in a value, with their version', async () => {
    const properties = {
      Url: 'https://{{resolve:ssm:/host}}/x',
      List: [{ Both: '{{resolve:ssm:/host:1}},{{resolve:ssm:/host}}' }, 1],
    }
    await expect(resolveReferences(properties, valuesOf)).resolves.toEqual({
      Url: 'https://db.internal/x',
      List: [{ Both: 'old.internal,db.internal' }, 1],
    })
  })

  it('fail if their parameter does not exist', async () => {
    await expect(resolveReferences({ Url: '{{resolve:ssm:/gone:2}}' }, valuesOf)).rejects.toThrow(
      'Parameters: [ssm:/gone:2] cannot be found.',
    )
    await expect(resolveReferences({ Url: '{{resolve:secretsmanager:x}}' }, valuesOf)).rejects.toThrow(
      'only references to SSM parameters',
    )
  })

  it('are resolved for the service, and stay unresolved in the stack', async () => {
    const world = createStackWorld({ '/host': 'db.internal' })
    const TemplateBody = `
Parameters: { Name: { Type: String, Default: host } }
Resources:
  Note: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !Sub '{{resolve:ssm:/\${Name}}}' } }`
    await world.engine.createStack({ StackName: 'a', TemplateBody }, region)
    await world.settle()
    expect([...world.resources.values()]).toEqual([{ Type: 'String', Value: 'db.internal' }])
    await expect(world.engine.updateStack({ StackName: 'a', TemplateBody }, region)).rejects.toThrow(
      'No updates are to be performed.',
    )
  })
})
