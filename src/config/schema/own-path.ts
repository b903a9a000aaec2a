import { z } from 'zod'

export const ownPath = z.string().min(1, 'Use the path of a file, relative to the folder of packer-ecs.yaml.')
