/**
 * Adds to the reason for which a machine ended what its console knows about it: systemd that gets no inotify instance
 * reports "Too many open files" and exits.
 */
export function explainFailure(reason: string, console: string): string {
  if (!/Too many open files/.test(console)) return reason
  return `${reason}; the host has too few inotify instances: raise fs.inotify.max_user_instances`
}
