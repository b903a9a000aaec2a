import { text } from './check.ts'

/** Only the form is checked here: which regions exist, EC2 knows. */
const regionPattern = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/

export const region = text(regionPattern, 'Use a region name such as eu-central-1.')
