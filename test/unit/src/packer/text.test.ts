import { expect, test } from 'vitest'
import { textLines } from '#src/packer/text.ts'

test('the text of a line has no prefix, no colors and no empty lines', () => {
  const text =
    '\u001b[1;32m==> amazon-ebs.image: Launching\u001b[0m\r\n\n==> amazon-ebs.image: \n    amazon-ebs.image: one'
  expect(textLines(text)).toEqual(['Launching', 'one'])
})
