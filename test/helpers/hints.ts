import { execaSync } from 'execa'

/** A command ends at a quote around it, at an explanation in parentheses or with its line. */
const command = /packer-ecs (?:[^"\n']|'[^']*')*?(?= \(|["\n]|$)/g

/** The commands of packer-ecs in a text, each as the arguments that a shell passes. */
export function commandsIn(text: string): string[][] {
  return (text.match(command) ?? []).map(line => {
    const { stdout } = execaSync('sh', ['-c', `printf '%s\\n' ${line.replace(/^packer-ecs/, '')}`])
    return stdout.split('\n')
  })
}
