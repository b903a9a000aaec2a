import { expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { Project } from '#src/config/settings.ts'
import { chooseAmi } from '#src/verify/choose-ami.ts'
import { image } from '#test/helpers/images.ts'

test('an AMI that packer-ecs did not bake is refused: its instances cannot join', async () => {
  const found = image({ tags: {} })
  const ec2 = { image: async () => found } as unknown as Ec2
  const project = { name: 'shop', images: {} } as unknown as Project
  const place = { region: 'us-east-1', accountId: found.ownerId }
  await expect(chooseAmi(project, found.imageId, ec2, place)).rejects.toMatchObject({
    code: 'VERIFY_AMI_UNKNOWN',
    exitStatus: 2,
  })
})
