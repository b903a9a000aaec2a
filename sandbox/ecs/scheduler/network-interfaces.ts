/** Network interfaces of an instance by size, and the types that differ. */
const bySize: Readonly<Record<string, number>> = {
  nano: 2,
  micro: 2,
  small: 3,
  medium: 3,
  large: 3,
  xlarge: 4,
  '2xlarge': 4,
  '4xlarge': 8,
  '8xlarge': 8,
}
const byType: Readonly<Record<string, number>> = {
  't2.small': 3,
  't2.xlarge': 3,
  't2.2xlarge': 3,
  'c6g.medium': 2,
  'm6g.medium': 2,
  'm7g.medium': 2,
  'r6g.medium': 2,
}
const usual = 3

/** Tasks with the network mode awsvpc that an instance takes: one interface is the instance's own. */
export function taskInterfaces(instanceType: string): number {
  const size = instanceType.slice(instanceType.indexOf('.') + 1)
  return (byType[instanceType] ?? bySize[size] ?? usual) - 1
}
