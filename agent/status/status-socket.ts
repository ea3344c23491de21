import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fail, ok, type Outcome } from '#shared/outcome'
import { type AgentStatus, agentStatusSchema } from './status'

/** On Windows a named pipe, which only administrators and the account that made it may write to. */
const socketIn = (dataFolder: string): string =>
  process.platform === 'win32'
    ? `\\\\.\\pipe\\classwarden-status-${createHash('sha256').update(path.resolve(dataFolder).toLowerCase()).digest('hex').slice(0, 16)}`
    : path.join(dataFolder, 'status.sock')
const answerWithinMs = 3_000

/** Answers each connection with the status as JSON and hangs up, until `signal` aborts. Only the agent's own user may connect. */
export async function serveStatus(dataFolder: string, status: () => AgentStatus, signal: AbortSignal): Promise<void> {
  const file = socketIn(dataFolder)
  // Left behind by an agent that was killed.
  if (process.platform !== 'win32') await rm(file, { force: true })
  const server = createServer((visitor) => {
    visitor.on('error', () => visitor.destroy())
    visitor.end(JSON.stringify(status()))
  })
  server.listen(file)
  await once(server, 'listening')
  if (process.platform !== 'win32') await chmod(file, 0o600)
  signal.addEventListener('abort', () => server.close())
}

export async function readStatus(dataFolder: string): Promise<Outcome<AgentStatus, 'agent-not-running' | 'status-unreadable'>> {
  const visitor = connect(socketIn(dataFolder))
  visitor.setTimeout(answerWithinMs, () => visitor.destroy(new Error('no answer')))
  try {
    const status = agentStatusSchema.safeParse(JSON.parse(await text(visitor)))
    if (status.success) return ok(status.data)
    return fail('status-unreadable', 'The running agent is of another version: restart it.')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ECONNREFUSED') {
      return fail(
        'agent-not-running',
        'No agent runs with this data folder: start it, for example with "systemctl start classwarden-agent".',
      )
    }
    if (code === 'EACCES') return fail('status-unreadable', "The agent's data folder may not be read by this user: run this as root.")
    return fail('status-unreadable', `The running agent did not answer (${error instanceof Error ? error.message : String(error)}).`)
  }
}
