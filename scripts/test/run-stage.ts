import { spawn } from 'node:child_process'
import path from 'node:path'

export interface FinishedStage {
  readonly code: number
  /** Both streams, as they came; empty when shown live. */
  readonly output: string
  readonly tookMs: number
}

/**
 * Runs a program of node_modules/.bin to its end.
 *
 * @param options isShownLive: its output goes to this terminal as it comes, else it is gathered
 */
export function runStage(
  root: string,
  program: string,
  args: readonly string[],
  options: { isShownLive: boolean },
): Promise<FinishedStage> {
  const startedMs = performance.now()
  return new Promise((resolve, reject) => {
    const executable = path.join(root, 'node_modules/.bin', process.platform === 'win32' ? `${program}.cmd` : program)
    const child = spawn(executable, args, {
      cwd: root,
      stdio: ['ignore', options.isShownLive ? 'inherit' : 'pipe', options.isShownLive ? 'inherit' : 'pipe'],
    })
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output, tookMs: performance.now() - startedMs }))
  })
}
