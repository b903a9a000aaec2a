import { type CommandDescription, everyCommand, quoted } from './command-description.ts'

/** Words, and file names where an option takes a value. */
export function bashCompletion(program: CommandDescription): string {
  const commands = everyCommand(program)
  return `# bash completion of packer-ecs, made by: packer-ecs completion bash
_packer_ecs() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command='' word words=''
  local index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case "\${command:+$command }$word" in
${commands
  .filter(({ path }) => path.length > 0)
  .map(({ path }) => `      ${quoted(path.join(' '))}) command=${quoted(path.join(' '))} ;;`)
  .join('\n')}
    esac
  done
  case "$command,$previous" in
${commands
  .map(({ path, command }) => valuePatterns(path, command).join('|'))
  .filter(patterns => patterns !== '')
  .map(patterns => `    ${patterns}) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;`)
  .join('\n')}
  esac
  case "$command" in
${commands
  .map(({ path, command }) => `    ${quoted(path.join(' '))}) words=${quoted(wordsOf(command).join(' '))} ;;`)
  .join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o filenames -F _packer_ecs packer-ecs
`
}

function wordsOf({ commands, choices, options }: CommandDescription): string[] {
  return [...commands.map(({ name }) => name), ...choices, ...options.flatMap(({ flags }) => flags)]
}

/** What `command,previous word` is where a value comes next. */
function valuePatterns(path: readonly string[], { options }: CommandDescription): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .flatMap(({ flags }) => flags.map(flag => quoted(`${path.join(' ')},${flag}`)))
}
