/** The command that lets Auto Scaling terminate the instances when it makes the group smaller. */
export function unprotect(group: string, instanceIds: readonly string[]): string {
  return `aws autoscaling set-instance-protection --auto-scaling-group-name ${group} --instance-ids ${instanceIds.join(' ')} --no-protected-from-scale-in`
}
