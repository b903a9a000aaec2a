import {
  type CommandDescription,
  everyCommand,
  type OptionDescription,
  quoted,
} from './command-description.ts'

/** One function per command, each with its own `_arguments`. */
export function zshCompletion(program: CommandDescription): string {
  return `#compdef packer-ecs
# zsh completion of packer-ecs, made by: packer-ecs completion zsh
${everyCommand(program)
  .map(({ path, command }) => commandFunction(path, command))
  .join('\n')}
if [[ $funcstack[1] == _packer-ecs ]]; then
  _packer-ecs "$@"
else
  compdef _packer-ecs packer-ecs
fi
`
}

function commandFunction(
  path: readonly string[],
  { options, choices, commands }: CommandDescription,
): string {
  const name = functionName(path)
  const specifications = options.flatMap(option => optionSpecifications(option))
  if (commands.length === 0) {
    const argument = choices.length === 0 ? `'*: :_default'` : quoted(`1: :(${choices.join(' ')})`)
    return `${name}() {\n  ${['_arguments', ...specifications, argument].join(' \\\n    ')}\n}`
  }
  const described = commands.map(command => quoted(`${command.name}:${command.description}`))
  const cases = commands.map(command => `      ${command.name}) ${functionName([...path, command.name])} ;;`)
  return `${name}() {
  local state line
  ${['_arguments -C', ...specifications, `'1: :->command'`, `'*:: :->arguments'`].join(' \\\n    ')}
  case $state in
  command)
    local commands=(
      ${described.join('\n      ')}
    )
    _describe command commands ;;
  arguments)
    case $line[1] in
${cases.join('\n')}
    esac ;;
  esac
}`
}

function functionName(path: readonly string[]): string {
  return ['_packer-ecs', ...path].join('-')
}

function optionSpecifications({ flags, description, takesValue }: OptionDescription): string[] {
  const explained = description.replaceAll(/[[\]:\\]/g, '\\$&')
  return flags.map(flag => quoted(`${flag}[${explained}]${takesValue ? ': :_files' : ''}`))
}
