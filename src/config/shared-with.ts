import type { ImageSettings } from './settings.ts'

/** The accounts, organizations and organizational units that an AMI is shared with. */
export function sharedWith({ shareWith }: Pick<ImageSettings, 'shareWith'>): readonly string[] {
  return [...shareWith.accounts, ...shareWith.organizations, ...shareWith.organizationalUnits]
}
