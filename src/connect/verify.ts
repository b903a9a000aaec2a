import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Project } from '../config/settings.ts'
import { asToolError } from '../errors/tool-error.ts'
import type { Interruption } from '../host/interruption.ts'
import type { Output } from '../host/output.ts'
import type { Person } from '../host/person.ts'
import { packageFolder, stateFolder } from '../host/places.ts'
import { processes } from '../host/processes.ts'
import { clock, files, random } from '../host/system.ts'
import { chooseStack } from '../stacks/choose.ts'
import { type ChosenAmi, chooseAmi } from '../verify/choose-ami.ts'
import type { VerifyContext } from '../verify/context.ts'
import { failedVerifyDocument } from '../verify/document.ts'
import { launchWithoutStack } from '../verify/launch.ts'
import { launchLike } from '../verify/launch-like.ts'
import { offeringSubnets } from '../verify/launch-network.ts'
import { readOwnChecks } from '../verify/own-checks.ts'
import type { Launch, VerifyRequest } from '../verify/request.ts'
import { runVerify, type VerifyRun } from '../verify/verify-run.ts'
import type { Aws } from './aws.ts'
import type { Offer } from './offered-stack.ts'
import { openState } from './state.ts'
import { openVerifyStack } from './verify-stack.ts'

/** What the user asked for. */
interface VerifyChoice {
  readonly project: Project
  /** An AMI id, the name of an image, or nothing. */
  readonly named: string | undefined
  readonly like: string | undefined
  readonly environment: string | undefined
}

interface Asked {
  readonly person: Person
  readonly output: Output
  readonly yes: boolean
}

/** One verification to its end, with errors as part of its document. */
export async function verifyAmi(
  choose: () => Promise<VerifyChoice & { readonly aws: Aws }>,
  asked: Asked,
  interruption: Interruption,
): Promise<VerifyRun> {
  const startedAt = clock.now().getTime()
  try {
    const { aws, ...choice } = await choose()
    const { request, context } = await prepareVerify(choice, aws, asked, interruption)
    return await runVerify(request, context)
  } catch (cause) {
    const error = asToolError(cause)
    const seconds = (clock.now().getTime() - startedAt) / 1000
    return { document: failedVerifyDocument(error, seconds), error }
  }
}

/** Finds the AMI and the way to launch it, and deploys what a verification needs if the user agrees. */
async function prepareVerify(
  choice: VerifyChoice,
  aws: Aws,
  { person, output, yes }: Asked,
  { interrupted, killed }: Interruption,
): Promise<{ readonly request: VerifyRequest; readonly context: VerifyContext }> {
  const { region } = aws
  const { project, named } = choice
  const ec2 = await aws.clients.ec2(region)
  const { accountId } = await aws.caller()
  const chosen = await chooseAmi(project, named, ec2, { region, accountId })
  const own = await readOwnChecks(chosen.settings, project.folder, files)
  const like = await launchOf(choice, chosen, aws)
  const launch = { ...like, subnetIds: await offeringSubnets(like, ec2) }
  const offer: Offer = {
    emit: output.emit,
    async agrees(question) {
      if (!yes) return output.still(() => person.confirm(question))
      output.emit({ type: 'notice', text: `${question} yes (--yes)` })
      return true
    },
  }
  const state = await openState(aws, offer)
  const stack = await openVerifyStack(launch.vpcId, launch.subnetIds, aws, offer, {
    state,
    clock,
    random,
    processes,
    caller: aws.caller,
  })
  const program = await readFile(join(packageFolder, 'cfn/verify/instance.sh'), 'utf8')
  return {
    request: { project, ...chosen, launch, stack, files: { program, own } },
    context: {
      ...aws,
      clock,
      random,
      fileSystem: files,
      processes,
      state,
      stateFolder: stateFolder(),
      emit: output.emit,
      interrupted,
      killed,
    },
  }
}

/** Like the named stack, or the one that receives the image. */
async function launchOf(
  { project, like, environment }: VerifyChoice,
  chosen: ChosenAmi,
  aws: Aws,
): Promise<Launch> {
  const receiving = Object.entries(project.stacks)
    .filter(([, { amis }]) => Object.values(amis).some(image => image === chosen.image))
    .map(([name]) => name)
  if (like === undefined && receiving.length === 0)
    return launchWithoutStack(chosen, await aws.clients.ec2(aws.region))
  const [only, ...others] = receiving
  const stack = chooseStack(project, like ?? (others.length === 0 ? only : undefined), environment)
  return launchLike(stack, chosen, project, { ...aws, fileSystem: files })
}
