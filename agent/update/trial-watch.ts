import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { goBack, readUpdateState, type Trial, writeUpdateState } from './version-state'

const lookEveryMs = 10_000
const connectWithinMs = 3_000

/**
 * [UP8] Watches a version on trial from outside its own code, and gives it up once the hub could be reached for as long as the order allows without
 * the version having reported. A hub that is away is no fault of the version. Ends the process then: its supervisor starts the version before.
 */
export function watchTrial(dataFolder: string, trial: Trial): void {
  const everyMs = Math.min(lookEveryMs, Math.ceil(trial.withinMs / 4))
  const timer = setInterval(() => {
    void look()
  }, everyMs)
  timer.unref()
  const look = async (): Promise<void> => {
    if (onTrial(dataFolder, trial) === null) clearInterval(timer)
    else if (await canReachHub(dataFolder)) {
      // It may have reported meanwhile.
      const state = readUpdateState(dataFolder)
      if (state.trial?.buildId !== trial.buildId) return
      const now = { ...state.trial, reachableMs: state.trial.reachableMs + everyMs }
      if (now.reachableMs < now.withinMs) {
        writeUpdateState(dataFolder, { ...state, trial: now })
        return
      }
      goBack(dataFolder, now, 'not-reported', 'The hub could be reached, and the agent did not report to it.')
      process.stderr.write(`Version ${trial.version} did not report to the hub in time: the one before starts again.\n`)
      process.exit(1)
    }
  }
}

/** [UP8] An orderly end is no crash, and no end of a version on trial is one after which nobody starts it again (the unit's exit codes 2 and 3). */
export function noteEnd(dataFolder: string, trial: Trial): void {
  process.once('exit', (code) => {
    const present = onTrial(dataFolder, trial)
    if (present === null) return
    if (code === 0) writeUpdateState(dataFolder, { ...readUpdateState(dataFolder), trial: { ...present, starts: present.starts - 1 } })
    else process.exitCode = 1
  })
}

function onTrial(dataFolder: string, { buildId }: Trial): Trial | null {
  const { trial } = readUpdateState(dataFolder)
  return trial?.buildId === buildId ? trial : null
}

/** Whether anything listens where the hub did: what it says is the version's own business. */
async function canReachHub(dataFolder: string): Promise<boolean> {
  for (const address of hubAddresses(dataFolder)) if (await answers(address)) return true
  return false
}

function hubAddresses(dataFolder: string): readonly string[] {
  try {
    const identity: unknown = JSON.parse(readFileSync(path.join(dataFolder, 'identity.json'), 'utf8'))
    const addresses: unknown =
      typeof identity === 'object' && identity !== null && 'agentAddresses' in identity ? identity.agentAddresses : []
    return Array.isArray(addresses) ? addresses.filter((address) => typeof address === 'string') : []
  } catch {
    return []
  }
}

const answers = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const at = address.lastIndexOf(':')
    const host = address.slice(0, at).replace(/^\[(.*)\]$/u, '$1')
    const socket = connect({ host, port: Number(address.slice(at + 1)), timeout: connectWithinMs })
    const settle = (answered: boolean): void => {
      socket.destroy()
      resolve(answered)
    }
    socket.once('connect', () => {
      settle(true)
    })
    socket.once('timeout', () => {
      settle(false)
    })
    socket.once('error', () => {
      settle(false)
    })
  })
