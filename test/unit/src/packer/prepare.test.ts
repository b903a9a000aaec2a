import { expect, test } from 'vitest'
import { newestAmazonPlugin } from '#src/packer/prepare.ts'

const folder = '/root/.config/packer/plugins/github.com/hashicorp'

test('the newest of the installed Amazon plugins', () => {
  const output = [
    `${folder}/amazon/packer-plugin-amazon_v1.3.10_x5.0_linux_amd64`,
    `${folder}/amazon/packer-plugin-amazon_v1.8.3-dev_x5.0_linux_amd64`,
    `${folder}/amazon/packer-plugin-amazon_v1.3.9_x5.0_linux_amd64`,
    `${folder}/ansible/packer-plugin-ansible_v9.0.0_x5.0_linux_amd64`,
  ].join('\n')
  expect(newestAmazonPlugin(output)).toBe('1.8.3-dev')
})

test('a broken version is passed over', () => {
  const output = ['1.8.0', '1.8.2'].map(version => `${folder}/amazon/packer-plugin-amazon_v${version}_x5.0`)
  expect(newestAmazonPlugin(output.join('\n'), ['1.8.2'])).toBe('1.8.0')
})

test('none when none is installed', () => {
  expect(newestAmazonPlugin('')).toBeNull()
})
