import { z } from 'zod'
import { listOf, type Refusal, refuse, strict, text } from './check.ts'

const type = text(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'Use a type such as t3.medium.')

export const instanceType = type
  .optional()
  .describe('Type of the build instance. Default: t3.medium, for arm64 t4g.medium.')

const priceHint = 'Use US dollars per hour in quotes, e.g. "0.05".'

const spotSettings = strict({
  maxPrice: text(/^\d{1,3}(?:\.\d{1,6})?$/, priceHint)
    .superRefine(refuse(priceFault))
    .optional()
    .describe('Highest price in US dollars per hour, in quotes. Default: the On-Demand price.'),
  instanceTypes: listOf(type)
    .default([])
    .describe(
      'Types that the build instance may have, instead of instanceType. EC2 launches the cheapest one.',
    ),
})

export const spot = z
  .union([z.boolean(), spotSettings], 'Use true, false, or a map with maxPrice and instanceTypes.')
  .default(false)
  .describe('Whether the build instance is a spot instance, which EC2 can interrupt.')

/** Packer takes 0 for no spot instance. */
function priceFault(price: string): Refusal | undefined {
  if (Number(price) > 0) return undefined
  return { code: 'VALUE_FORMAT', problem: 'for which EC2 launches no instance', hint: priceHint }
}
