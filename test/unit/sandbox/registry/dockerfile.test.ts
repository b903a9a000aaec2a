import { describe, expect, it } from 'vitest'
import { readDockerfile } from '#sandbox/registry/build/dockerfile.ts'
import { standInImage } from '#sandbox/registry/build/stand-in.ts'

const base = standInImage('7')

function planOf(...lines: readonly string[]) {
  const read = readDockerfile(['FROM python:3', ...lines].join('\n'), base)
  if ('faults' in read) throw new Error(JSON.stringify(read.faults))
  return read.plan
}

function faultsOf(...lines: readonly string[]) {
  const read = readDockerfile(lines.join('\n'), base)
  return 'faults' in read ? read.faults : []
}

describe('a Dockerfile', () => {
  it('copies into the working directory, and into folders', () => {
    const { copies, folders } = planOf(
      'WORKDIR /app',
      'COPY server.py .',
      'COPY a b /srv/files/',
      'COPY static static',
      'COPY ["with space", "./"]',
    )
    expect(folders).toEqual(['/app'])
    expect(copies.map(({ sources, target }) => [sources, target])).toEqual([
      [['server.py'], '/app/'],
      [['a', 'b'], '/srv/files/'],
      [['static'], '/app/static'],
      [['with space'], '/app/'],
    ])
  })

  it('sets environment, ports, labels, user and working directory', () => {
    const { settings } = planOf(
      'ENV A=1 B="two words"',
      'ENV C=$A/x',
      'ENV OLD some text',
      'EXPOSE 80 443/tcp',
      'LABEL team=web',
      'USER nobody',
      'WORKDIR /srv',
      'WORKDIR $A',
    )
    expect(settings.environment).toMatchObject({ A: '1', B: 'two words', C: '1/x', OLD: 'some text' })
    expect(settings.ports).toEqual(['80/tcp', '443/tcp'])
    expect(settings).toMatchObject({ labels: { team: 'web' }, user: 'nobody', workingFolder: '/srv/1' })
  })

  it('runs a command as a list, or with a shell', () => {
    expect(planOf('CMD ["python3", "a.py"]').settings.command).toEqual(['python3', 'a.py'])
    expect(planOf('CMD exec python3 a.py').settings.command).toEqual(['/bin/sh', '-c', 'exec python3 a.py'])
  })

  it('has the command of the base image until it sets an entry point', () => {
    expect(planOf().settings.command).toEqual(['python3'])
    expect(planOf('ENTRYPOINT ["/app/run"]').settings).toMatchObject({
      entryPoint: ['/app/run'],
      command: undefined,
    })
    expect(planOf('CMD ["x"]', 'ENTRYPOINT ["/app/run"]').settings.command).toEqual(['x'])
  })

  it('gets the tag as its version if it sets VERSION', () => {
    expect(planOf('ENV VERSION=development').settings.environment.VERSION).toBe('7')
    expect(planOf().settings.environment.VERSION).toBeUndefined()
  })

  it('can have comments, continued lines, and Windows line ends', () => {
    const { settings } = planOf('# comment', 'ENV A=1 \\', '# between', '    B=2\r', '', 'env C=3')
    expect(settings.environment).toMatchObject({ A: '1', B: '2', C: '3' })
  })

  it.each([
    'python',
    'python:3.12-slim',
    'public.ecr.aws/docker/library/python:3.11',
    'debian:bookworm-slim',
  ])('can start from %s', image => {
    expect(faultsOf(`FROM ${image} AS app`)).toEqual([])
  })

  it('reports all faults, with the line of each', () => {
    const faults = faultsOf(
      'FROM node:24',
      'RUN npm ci \\',
      '  --omit=dev',
      'COPY --chown=1 a b',
      'COPY ../secret .',
      'COPY *.py .',
      'USER app',
      'EXPOSE http',
      'CMD ["unfinished',
      'ENV A=${B:-1}',
      'FROM python:3',
      'FROM python:3',
    )
    expect(faults.map(({ line, message }) => [line, message])).toEqual([
      [1, 'the base image "node:24" has no stand-in in the sandbox'],
      [2, 'RUN is not supported in the sandbox'],
      [4, 'COPY --chown=1 is not supported'],
      [5, 'COPY ../secret is not supported'],
      [6, 'COPY *.py is not supported'],
      [7, 'the base image has no user "app"'],
      [8, '"http" is not a port'],
      [9, 'CMD cannot be read: "["unfinished"'],
      [10, '${B:-1} is not supported'],
      [12, 'a second FROM is not supported'],
    ])
    expect(faults.every(({ remedy }) => remedy.endsWith('.'))).toBe(true)
  })

  it('needs a FROM', () => {
    expect(faultsOf('CMD ["x"]')).toMatchObject([{ line: 1, message: 'FROM is missing' }])
  })
})
