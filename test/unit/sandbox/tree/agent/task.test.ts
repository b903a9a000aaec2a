import { expect, test } from 'vitest'
import { runInAgent } from '#test/helpers/agent-module.ts'

const setUp = `
import threading, time, types
from ecs import container, health, launch, secrets, task
agent = types.SimpleNamespace(changed=lambda task: None, save=lambda task: None, stop_seconds=30, region="us-east-1", proxy=None)
definition = {"family": "f", "revision": 1, "networkMode": "host", "containerDefinitions": given.get("containers", [{"name": "web"}])}
assigned = {"taskArn": "arn/t1", "desiredStatus": "RUNNING", "taskDefinition": definition} | given.get("assigned", {})
saved = {"status": given.get("status", "RUNNING"), "containers": given.get("records", [])}
container.RUNTIME = "/nonexistent"
`

test('health checks continue after a restart of the agent', async () => {
  const records = [
    { name: 'web', status: 'RUNNING' },
    { name: 'done', status: 'STOPPED' },
  ]
  const statements = `${setUp}
watched = []
health.watch = lambda task, definition, record: watched.append(record.name)
one = task.Task(assigned, agent, saved)
container.ended = lambda *_: None
thread = threading.Thread(target=one._supervise)
thread.start()
time.sleep(0.3)
one._stop.set()
thread.join()
result = watched`
  const containers = [{ name: 'web' }, { name: 'done', essential: false }]
  expect(await runInAgent(statements, { containers, records })).toEqual(['web'])
})

test('a restored task starts no container before Poll has delivered its credentials', async () => {
  const statements = `${setUp}
started = []
one = task.Task(assigned, agent, saved)
one._start = lambda definition, record, refusal: started.append(record.name)
before = (one._start_ready(), list(started))
one.update(assigned)
one._start_ready()
result = [before, started]`
  const records = [{ name: 'web' }]
  expect(await runInAgent(statements, { records })).toEqual([[false, []], ['web']])
})

test('a container is killed after its own stopTimeout, otherwise after that of the agent', async () => {
  const containers = [
    { name: 'own', stopTimeout: 5 },
    { name: 'default', essential: false },
  ]
  const records = containers.map(({ name }) => ({ name, status: 'RUNNING' }))
  const statements = `${setUp}
clock = [0.0]
killed = {}
task.time = types.SimpleNamespace(monotonic=lambda: clock[0], time=time.time, sleep=lambda _: clock.__setitem__(0, clock[0] + 1))
launch.stop_signal_of = lambda *_: 15
container.send = lambda _, record, number: killed.setdefault(record.name, clock[0]) if number == 9 else None
container.ended = lambda _, record: {"code": 137, "outOfMemory": False} if record.name in killed else None
task.Task(assigned, agent, saved)._stop_containers()
result = killed`
  // Poll has the longest time of all containers.
  const assigned = { stopTimeoutSeconds: 120 }
  expect(await runInAgent(statements, { containers, records, assigned })).toEqual({ own: 6, default: 31 })
})

test.each([
  ['environmentFiles', [{ value: 'arn:aws:s3:::b/k', type: 's3' }], 'environment file'],
  ['secrets', [{ name: 'A', valueFrom: 'arn:aws:secretsmanager:us-east-1:1:secret:x' }], 'asm secret'],
  ['secrets', [{ name: 'A', valueFrom: '/parameter' }], 'ssm secret'],
])('%s %j are not read without an execution role', async (member, value, kind) => {
  const statements = `${setUp}
import aws
asked = []
aws.role_credentials = lambda *_: asked.append(1) or {"AccessKeyId": "", "SecretAccessKey": "", "Token": ""}
aws.signed = lambda *_: (200, b"{}")
try:
    launch._values(task.Task(assigned, agent), definition["containerDefinitions"][0])
    result = "read"
except secrets.Unavailable as error:
    result = str(error)
result = [result, asked]`
  expect(await runInAgent(statements, { containers: [{ name: 'web', [member]: value }] })).toEqual([
    `ResourceInitializationError: ${kind} resource: unable to find execution role credentials`,
    [],
  ])
})

test('a health check that takes too long ends inside the container', async () => {
  const statements = `
import os, tempfile, time
from ecs import container
container.RUNTIME = tempfile.mkdtemp()
record = container.Record("web")
folder = container.folder_of("t1", "web")
os.makedirs(folder)
# Like crun, it waits for a process that it does not end.
container.CRUN = f"{folder}/crun"
with open(container.CRUN, "w") as file:
    file.write('#!/bin/bash\\nfor word; do case $word in --pid-file=*) file=\${word#*=};; esac; done\\n'
      'setsid sleep 60 & echo -n $! >"$file"; wait\\n')
os.chmod(container.CRUN, 0o755)
code = container.run_inside("t1", record, ["check"], 3)
pid = open(f"{folder}/exec.pid").read()
def state():
    try:
        return open(f"/proc/{pid}/stat").read().split()[2]
    except FileNotFoundError:
        return "ended"
deadline = time.monotonic() + 10
while state() not in ("ended", "Z") and time.monotonic() < deadline:
    time.sleep(0.05)
result = [code, state() in ("ended", "Z")]`
  expect(await runInAgent(statements)).toEqual([1, true])
})
