import { expect, test } from 'vitest'
import { scriptFailed } from '#src/images/script-failure.ts'
import type { BuildFailure } from '#src/packer/progress.ts'

const image = { image: 'web', packages: ['htop', 'awslogs', 'nonsuch'], ownScripts: ['scripts/files.sh'] }

function failed(failure: Partial<BuildFailure>, script = 'own.sh') {
  const of = { message: '', stage: 'provision', script, exitStatus: 1, fault: null, lastLines: [] } as const
  return scriptFailed({ ...of, ...failure }, script, image)
}

test.each(['Error: Unable to find a match: awslogs nonsuch', 'No match for argument: awslogs'])(
  'packages that the repositories do not have are named by their key (%s)',
  line => {
    const { message, hint } = failed({ lastLines: [line] }, 'scripts/packages.sh')
    expect(message).toContain('packages.sh ended with exit status 1: the repositories do not have awslogs')
    expect(hint).toContain('images.web.packages[1] (awslogs)')
    expect(hint).toContain('CloudWatch agent')
    expect(hint).not.toContain('htop')
  },
)

test('another failure of packages.sh is a failed script', () => {
  const lastLines = ['Error: Failed to download metadata']
  expect(failed({ lastLines }, 'scripts/packages.sh').message).toBe('packages.sh ended with exit status 1')
})

test.each<[Partial<BuildFailure>, string, string]>([
  [{ fault: 'background' }, 'left a process running', 'Redirect'],
  [{ fault: 'hidden' }, 'mounts a file system over it', '/etc/fstab'],
  [{ fault: 'reboot' }, 'restarts or shuts down', '"reboot: true"'],
  [
    { exitStatus: null, message: 'Script disconnected unexpectedly. If you expected' },
    'lost its connection',
    'images.web.scripts',
  ],
  [{ exitStatus: 126 }, 'exit status 126', 'noexec'],
])('the hint fits what happened: %j', (failure, message, hint) => {
  const error = failed(failure)
  expect(error.message).toContain(message)
  expect(error.hint).toContain(hint)
})

test.each([
  ['scripts/docker.sh', 'Correct images.web.docker and'],
  ['scripts/awslogs.sh', 'Correct images.web.metrics or images.web.logs.files and'],
  ['scripts/files.sh', 'Correct the script and'],
  ['own.sh', 'Correct the script and'],
])('the hint for %s names what the project can correct', (script, hint) => {
  expect(failed({}, script).hint).toContain(hint)
})
