import type { Project } from '../config/settings.ts'
import type { Aws } from '../connect/aws.ts'
import type { CommonOptions } from '../host/options.ts'
import type { Person } from '../host/person.ts'
import type { CommandDescription } from '../reporters/completion/command-description.ts'
import type { Purpose } from '../session/permissions.ts'

/** One start of a command: what was passed to it, and what every command works with. */
export interface Invocation<Arguments = object, Options = object> {
  readonly arguments: Arguments
  readonly options: CommonOptions & Options
  readonly startedAt: Date
  /** Absolute path; the file may be missing. */
  readonly configurationFile: string
  /** Folder of the configuration: runs are recorded below it. */
  readonly projectFolder: string
  /** Read once. @throws ConfigurationError */
  project(): Promise<Project>
  /** Undefined where there is no configuration file. @throws ConfigurationError */
  projectIfAny(): Promise<Project | undefined>
  readonly person: Person
  /** Prints text on standard error; nothing with --quiet. */
  readonly note: (text: string) => void
  /** Every command and option of the program. */
  readonly describeProgram: () => CommandDescription
}

/** Of a command whose definition declares what its session is for. */
export interface AwsInvocation<Arguments = object, Options = object> extends Invocation<Arguments, Options> {
  /**
   * @param stackRole of a deploy: ARN of the role that CloudFormation uses; null: it uses the session's permissions
   * @param purpose of a second session, for what the command does besides
   */
  connect(stackRole?: string | null, purpose?: Purpose): Promise<Aws>
}

/** How a command ended. */
export interface Result<Document> {
  /** Printed on standard output with --json. */
  readonly document: Document
  /** Printed on standard output without --json. */
  readonly text?: () => string | Promise<string>
  /** Long lines of the text are broken at the width of the terminal. */
  readonly wraps?: true
  /** Printed on standard error without --json and --quiet. */
  readonly note?: string
  /** 0 by default. */
  readonly exitStatus?: number
  /** The process ends although calls are still open. */
  readonly isAbandoned?: boolean
}
