export { cleanSchema as document, failedCleanDocument as failed } from '../../images/clean/document.ts'
