import { spawn } from 'node:child_process'

/**
 * @typedef {object} Step
 * @property {string} name what it provides
 * @property {() => Promise<string | undefined>} todo one line on what it is about to do, or undefined when all is there already
 * @property {() => Promise<void>} run does it; throws a SetupFailure when that cannot be
 */

/** A failure that the reader can mend: its message is one line that says how. */
export class SetupFailure extends Error {}

/**
 * Runs the steps in their order, each only when it has something to do.
 * @param {readonly Step[]} steps
 * @param {{ isQuiet: boolean }} options quiet: steps that are done already print nothing
 */
export async function runSteps(steps, { isQuiet }) {
  for (const step of steps) {
    const todo = await step.todo()
    if (todo === undefined) {
      if (!isQuiet) say(`${step.name}: done already`)
      continue
    }
    say(`${step.name}: ${todo}`)
    const startedMs = performance.now()
    await step.run()
    say(`${step.name}: done in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  }
}

/**
 * Progress goes to the error stream: the output of `npm run cli` belongs to the command.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`[setup] ${line}\n`)
}

/**
 * @typedef {object} Finished
 * @property {number} code exit code; 127 when the program does not exist
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a program to its end and gathers what it printed.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<Finished>}
 */
export function runProgram(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stderr += text))
    child.on('error', (error) => resolve({ code: 127, stdout, stderr: error.message }))
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }))
  })
}

/**
 * Runs npm as the user has set it up, with the registry and proxy that are configured.
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<Finished>}
 */
export function runNpm(args, cwd) {
  const script = process.env['npm_execpath']
  if (script?.endsWith('.js')) return runProgram(process.execPath, [script, ...args], { cwd })
  return runProgram(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { cwd })
}

/**
 * @param {Finished} finished
 * @returns {string} the line that most likely tells why a program failed
 */
export function reasonOf({ code, stdout, stderr }) {
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim())
  const isTelling = (/** @type {string} */ line) =>
    /\b(error|ERR!|E:|cannot|failed)/i.test(line) && !/^npm \S+ (code|errno|syscall|A complete log)\b/.test(line) && line !== 'npm error'
  return lines.find(isTelling) ?? lines.findLast((line) => line !== '') ?? `exit code ${code}`
}
