import { connect } from 'node:net'
import path from 'node:path'

/**
 * The native messaging host in Node, for a PC on which the C program cannot run: some 45 MB for each profile of a browser, where that takes less
 * than one. It passes bytes on as they are; their bounds are held by the agent and by the browser. Ends with either side.
 */
export function runNodeHost(runFolder: string): void {
  const agent = connect(path.join(runFolder, `${process.getuid?.() ?? 0}.sock`))
  const end = (): void => {
    process.exit()
  }
  agent.on('error', end).on('close', end)
  process.stdin.on('error', end).on('end', end).pipe(agent)
  process.stdout.on('error', end)
  agent.pipe(process.stdout)
}
