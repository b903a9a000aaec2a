import type { Image } from '#src/aws/image.ts'
import type { ResolvedBase } from '#src/images/base.ts'
import type { Recipe, RecipeFile, RecipeScript } from '#src/images/recipe.ts'

export const now = new Date('2026-11-21T12:00:00Z')

export function image(replaced: Partial<Image> = {}): Image {
  return {
    imageId: 'ami-0123456789abcdef0',
    name: 'ecs-2023.0.20261022-20261101-000000-abcd',
    description: '',
    state: 'available',
    stateReason: '',
    architecture: 'x86_64',
    ownerId: '123456789012',
    createdAt: new Date('2026-11-01T00:00:00Z'),
    deprecatedAt: undefined,
    imdsSupport: 'v2.0',
    tags: {},
    volumes: [],
    ...replaced,
  }
}

export const base: ResolvedBase = {
  imageId: 'ami-0ba5e',
  name: 'al2023-ami-ecs-hvm-2023.0.20261022-kernel-6.1-x86_64',
  release: '2023.0.20261022',
  agentVersion: '1.108.1',
  dockerVersion: '25.0.16',
  image: image({ imageId: 'ami-0ba5e' }),
}

export function recipeFile(name: string, sha256 = 'aa', owner: RecipeFile['owner'] = 'recipe'): RecipeFile {
  return { owner, name, path: `/recipe/${name}`, sha256, executable: true }
}

export function recipeScript(...file: Parameters<typeof recipeFile>): RecipeScript {
  return { ...recipeFile(...file), arguments: [], environment: {} }
}

export function recipe(replaced: Partial<Recipe> = {}): Recipe {
  return {
    template: recipeFile('packer/image.pkr.hcl.hbs'),
    scripts: [recipeScript('scripts/storage.sh'), recipeScript('scripts/check.sh')],
    closing: [recipeScript('scripts/cleanup.sh')],
    files: [recipeFile('files/firstrun.sh')],
    ownFiles: [],
    staging: [],
    ...replaced,
  }
}
