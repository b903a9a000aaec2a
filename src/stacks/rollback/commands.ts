import type { StackDescription } from '../../aws/stack.ts'
import { shellWord } from '../../errors/shell-word.ts'
import { masking } from '../plan/masking.ts'
import type { Earlier } from './request.ts'

/** The AWS CLI commands that do the same as a rollback, to be pasted into a shell. */
export const cliCommands = {
  cancel: (stackName: string) => `aws cloudformation cancel-update-stack --stack-name ${stackName}`,

  continue: (stackName: string) => `aws cloudformation continue-update-rollback --stack-name ${stackName}`,

  /**
   * Only what differs has its value in the command; what looks secret is hidden.
   *
   * @param isSameTemplate whether only parameters differ
   */
  update(
    { stackName, capabilities, parameters: current }: UpdatedStack,
    { parameters }: Pick<Earlier, 'parameters'>,
    isSameTemplate: boolean,
  ): string {
    const { named } = masking([])
    const values = Object.entries(parameters).map(([name, value]) =>
      shellWord(
        value === current[name] || value === hidden
          ? `ParameterKey=${name},UsePreviousValue=true`
          : JSON.stringify({ ParameterKey: name, ParameterValue: named(name, value) }),
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

type UpdatedStack = Pick<StackDescription, 'stackName' | 'capabilities' | 'parameters'>

/** What CloudFormation shows instead of a NoEcho value. */
const hidden = '****'
