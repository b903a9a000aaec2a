import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'

/**
 * Phrases that have no legitimate use in our texts, and what to write instead. docs/writing.md has the rules. A space
 * also matches a line break, with the comment sign after it. Add a phrase here when a review finds it a second time.
 */
const replacements: Readonly<Record<string, string>> = {
  // Inversions and translated idioms
  'is no (?:key|parameter|option|base|code|pattern|name|id) (?:that|of|which)': 'unknown …, is not a …',
  '(?:that|which) is no(?! longer| more)': 'is not a …',
  'it is no (?:good|key|name|folder|file)': 'is not a …',
  'without a word': 'without reporting an error',
  'wants that said': 'requires you to acknowledge that',
  'a proxy that wants': 'a proxy that requires',
  'may be told': 'can be reported',
  '(?:is|are) told at once': 'is reported at once',
  'is told and no more': 'is reported only',
  '(?:is|are) said to a': 'applies to',
  'tells? how (?:it|the last)': 'reports',
  'says? as whom': 'shows the identity',
  'as whom': 'the identity that',
  'have left in the account': 'left behind',
  'that died (?:has|have) left': 'left behind by interrupted …',
  'bakes? that died': 'interrupted bake',
  'look after the': 'manage',
  'although a good ami holds': 'even if an identical good AMI exists',
  'holds the same': 'is identical',
  'left out of account': 'ignored',
  '(?:with its|with their) eyes open': 'leave it out',
  'look before you leap': 'review the plan',
  'goes by itself': 'is deleted automatically',
  'goes away': 'is deleted, ends',
  'is going to be (?:changed|created|deleted|replaced|deployed)': 'would be …',
  'stand(?:s|ing)? in (?:line|the way)': 'is on line, blocks',
  'stands? (?:there|here|beside|already)': 'is …',
  'may stand': 'is valid',
  'lies? beside': 'is next to',
  'is (?:the|its|their|our|whose) business': 'is up to, belongs to',
  'to begin with': 'to start with',
  'to be had': 'available',
  'sees to it': 'ensures',
  'be it (?:with|by|in)': 'even if',
  'until no end': 'never expires',
  'for ever': 'forever, never expires',
  'role none': 'none',
  'spoken to (?:by|over|without)': 'uses …',
  'at hand': 'available',
  'in their stead': 'instead',
  'hands? over': 'pass',
  'handed over': 'passed',
  'found nothing of': 'did not find',
  // Words
  // Not the user `nobody`.
  "nobody(?![:'`])": 'name the actor, or use the passive',
  somebody: 'another user, another process',
  whoever: 'the caller, the user that',
  anew: 'again',
  'under way': 'in progress',
  '(?<![-/.])mend(?:s|ed|ing)?(?![-/.])': 'fix, correct',
  ', too(?=[.,;:)\'"`\\n])': 'also',
  '(?<![-/.])likeness(?:es)?(?![-/.])': 'stand-in, copy',
  canned: 'fixed, prepared',
  "the book(?:’s|'s)?": 'the 2018 stack layout',
  "of (?:its|their|one’s|one's|his) own": 'its own, separate',
  'is gone': 'is deleted, is missing',
  foresaw: 'expected',
  // American spelling
  'colours?': 'color',
  'behaviours?': 'behavior',
  'organisations?': 'organization',
  'recognise[ds]?': 'recognize',
  'licences?': 'license',
  'neighbours?': 'neighbor',
  'honours?': 'honor',
}

const root = new URL('../../../', import.meta.url).pathname
const places = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs',
  'src',
  'sandbox',
  'scripts',
  'files',
  'cfn',
  'packer',
]
/** Programs have no ending. */
const texts = /\.(?:md|ts|py|sh|jq|hbs|ya?ml|cfg|service|conf|txt)$|\/[a-z-]+$/

test('the texts and comments of the product are plain English', async () => {
  const found = await Promise.all((await textFiles()).map(violations))
  expect(found.flat().join('\n')).toBe('')
})

const phrases = Object.entries(replacements).map(([phrase, replacement]) => {
  const spaced = phrase.replaceAll(' ', '\\s+(?:(?:\\*|//|#|>)\\s+)?')
  const start = phrase.startsWith(',') ? '' : '(?<!\\w)'
  return { pattern: new RegExp(`${start}(?:${spaced})(?!\\w)`, 'gi'), replacement }
})

/** `FILE:LINE: "PHRASE" → REPLACEMENT` for each place. */
async function violations(file: string): Promise<string[]> {
  const text = await readFile(join(root, file), 'utf8')
  return phrases.flatMap(({ pattern, replacement }) =>
    [...text.matchAll(pattern)].map(({ 0: phrase, index }) => {
      const line = text.slice(0, index).split('\n').length
      return `${file}:${line}: "${phrase.replaceAll(/\s+/g, ' ')}" → ${replacement}`
    }),
  )
}

async function textFiles(): Promise<string[]> {
  const found = await Promise.all(
    places.map(async place => {
      if (place.endsWith('.md')) return [place]
      const entries = await readdir(join(root, place), { recursive: true, withFileTypes: true })
      return entries
        .filter(entry => entry.isFile())
        .map(entry => relative(root, join(entry.parentPath, entry.name)))
    }),
  )
  return found.flat().filter(file => texts.test(file))
}
