import { describe, expect, it } from 'vitest'
import { createTemplateStore, objectBehind } from '#sandbox/cloudformation/actuator/template-store.ts'

const endpoint = 'http://10.1.2.1'

describe('objectBehind', () => {
  it.each([
    ['http://10.1.2.1/shop/a/b.yml', { bucket: 'shop', key: 'a/b.yml' }],
    ['https://s3.amazonaws.com/shop/a/b.yml', { bucket: 'shop', key: 'a/b.yml' }],
    ['https://s3.eu-west-1.amazonaws.com/shop/b.yml', { bucket: 'shop', key: 'b.yml' }],
    ['https://shop.s3.amazonaws.com/a/b.yml', { bucket: 'shop', key: 'a/b.yml' }],
    ['https://my.shop.s3.eu-west-1.amazonaws.com/b.yml', { bucket: 'my.shop', key: 'b.yml' }],
    ['https://example.com/shop/b.yml', undefined],
    ['s3://shop/b.yml', undefined],
    ['./b.yml', undefined],
  ])('of %s', (url, object) => {
    expect(objectBehind(url, endpoint)).toEqual(object)
  })
})

describe('a template store', () => {
  const store = createTemplateStore(
    {
      object: async ({ key }) =>
        key === 'there.yml'
          ? { text: 'Resources: {}' }
          : { text: '', error: 'The specified key does not exist.' },
    },
    endpoint,
  )

  it('reads an object in S3', async () => {
    expect(await store('https://shop.s3.amazonaws.com/there.yml')).toBe('Resources: {}')
  })

  it("reports errors in AWS's words", async () => {
    await expect(store('https://shop.s3.amazonaws.com/gone.yml')).rejects.toThrow(
      'S3 error: The specified key does not exist.\nFor more information check',
    )
    await expect(store('inner.yml')).rejects.toThrow('TemplateURL must be a supported URL.')
  })
})
