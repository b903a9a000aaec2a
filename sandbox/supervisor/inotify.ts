import { readFile, writeFile } from 'node:fs/promises'

/**
 * Instances of inotify that the user of all machines, root, may have. A machine takes about ten, and the kernel's
 * default of 128 is for the whole host: a machine that gets none dies while it boots.
 */
export const wantedInstances = 1024

const limitFile = '/proc/sys/fs/inotify/max_user_instances'

/** The setting and its value when that is too low for several sandboxes; undefined when it suffices. */
export async function inotifyShortage(file = limitFile): Promise<string | undefined> {
  const limit = Number(await readFile(file, 'utf8').catch(() => wantedInstances))
  return limit < wantedInstances
    ? `fs.inotify.max_user_instances=${wantedInstances} (is ${limit})`
    : undefined
}

/** Raises the limit of the host until its next restart. A host that does not allow it is reported, not an error. */
export async function raiseInotifyLimit(report: (line: string) => void, file = limitFile): Promise<void> {
  const shortage = await inotifyShortage(file)
  if (shortage === undefined) return
  const raised = await writeFile(file, String(wantedInstances)).then(
    () => true,
    () => false,
  )
  report(
    raised
      ? `host: set ${shortage}`
      : `host: cannot set ${shortage}; with several machines, some may fail to boot`,
  )
}
