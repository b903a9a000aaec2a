import type { StackDescription } from '../../aws/stack.ts'
import { shellWord } from '../../errors/shell-word.ts'
import type { Earlier } from './request.ts'

/** The AWS CLI commands that do the same as a rollback, to be pasted into a shell. */
export const cliCommands = {
  cancel: (stackName: string) => `aws cloudformation cancel-update-stack --stack-name ${stackName}`,

  continue: (stackName: string) => `aws cloudformation continue-update-rollback --stack-name ${stackName}`,

  /** @param isSameTemplate whether only parameters differ */
  update(
    { stackName, capabilities }: Pick<StackDescription, 'stackName' | 'capabilities'>,
    { parameters }: Pick<Earlier, 'parameters'>,
    isSameTemplate: boolean,
  ): string {
    const values = Object.entries(parameters).map(([name, value]) =>
      shellWord(
        /^\*+$/.test(value)
          ? `ParameterKey=${name},UsePreviousValue=true`
          : JSON.stringify({ ParameterKey: name, ParameterValue: value }),
      ),
    )
    return [
      `aws cloudformation update-stack --stack-name ${stackName}`,
      isSameTemplate ? '--use-previous-template' : '--template-body file://TEMPLATE',
      ...(capabilities.length === 0 ? [] : [`--capabilities ${capabilities.join(' ')}`]),
      ...(values.length === 0 ? [] : ['--parameters', ...values]),
    ].join(' ')
  },
}
