import { expect, test } from 'vitest'
import type { FoundAmi } from '#src/stacks/ami/find-amis.ts'
import { firstRunWarnings } from '#src/stacks/plan/first-run-start.ts'
import type { Template } from '#src/stacks/template/template.ts'
import { image } from '#test/unit/src/stacks/image.ts'

const resource = (type: string, properties: Template['resources'][string]['properties']) => ({
  type,
  properties,
  updatePolicy: null,
  creationPolicy: null,
  metadata: null,
})
const resources = {
  Launch: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { ImageId: { Ref: 'Image' } } }),
  Group: resource('AWS::AutoScaling::AutoScalingGroup', {
    LaunchTemplate: { LaunchTemplateId: { Ref: 'Launch' } },
  }),
}
const ours = image()

function warnings(body: string, found = ours) {
  const ami: FoundAmi = {
    parameter: 'Image',
    image: 'ecs',
    imageId: null,
    inFile: null,
    passedOver: null,
    found,
  }
  return firstRunWarnings({ body, resources } as unknown as Template, [ami])
}

test('a template that never starts the first run is a warning', () => {
  expect(warnings('echo ECS_CLUSTER=web >> /etc/ecs/ecs.config')).toEqual([
    expect.stringMatching(/^Group: nothing in the template starts the first run/),
  ])
})

test.each([
  ['the settings of the first run', 'cat > /etc/packer-ecs/instance.env'],
  ['its unit', 'systemctl start packer-ecs-first-run'],
  ['the script of older stacks', 'sh /home/ec2-user/firstrun.sh'],
])('a template with %s is none', (_, body) => {
  expect(warnings(body)).toEqual([])
})

test('an AMI of others starts its agent itself', () => {
  expect(warnings('', image({ tags: {} }))).toEqual([])
})
