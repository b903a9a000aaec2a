import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { type ClientOptions, retries } from './client-options.ts'
import { renewEndedSessions } from './ended-session.ts'
import { errorCode, translated } from './errors.ts'

/** CloudWatch Logs in one region: only the calls that packer-ecs makes. */
export interface Logs {
  /** The last lines of a stream, oldest first; empty if it does not exist. */
  lastLines(group: string, stream: string, most: number): Promise<string[]>
}

export function createLogs(options: ClientOptions): Logs {
  const client = renewEndedSessions(new CloudWatchLogsClient({ ...options, ...retries }))
  return {
    lastLines: (logGroupName, logStreamName, limit) =>
      translated('logs:GetLogEvents', async () => {
        try {
          const request = new GetLogEventsCommand({
            logGroupName,
            logStreamName,
            limit,
            startFromHead: false,
          })
          return ((await client.send(request)).events ?? []).map(({ message = '' }) => message)
        } catch (error) {
          if (errorCode(error) === 'ResourceNotFoundException') return []
          throw error
        }
      }),
  }
}
