import { constants } from 'node:fs'
import { access, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { leastDiskFreeMb, longQueue } from '#shared/model/coverage-reason'
import { diskFreeMb } from '../health/health'
import type { AgentStatus } from '../status/status'
import { agentVersion } from '../version'
import { bad, badFor, type Finding, good } from './finding'

/** Whether the agent can keep its data, and for how long. `leastMb`: less than this is too little. */
export async function examineDisk(dataFolder: string, leastMb = leastDiskFreeMb): Promise<Finding> {
  const probe = path.join(dataFolder, `.doctor-${process.pid}`)
  try {
    await access(dataFolder, constants.R_OK | constants.W_OK)
    await writeFile(probe, 'written by the doctor', { mode: 0o600 })
    await rm(probe)
  } catch (error) {
    await rm(probe, { force: true }).catch(() => undefined)
    const why = error instanceof Error ? error.message : String(error)
    return bad('disk', `${dataFolder} cannot be written (${why}): run this as root, make room on the disk, or enrol this PC first.`)
  }
  const freeMb = await diskFreeMb(dataFolder)
  if (freeMb !== null && freeMb < leastMb) return badFor('disk', 'disk-low')
  return good('disk', `${dataFolder} can be written${freeMb === null ? '' : `, ${freeMb} MB are free`}`)
}

/** Whether what runs is what is installed, and speaks with the hub. */
export function examineVersion({
  agentVersion: running,
  protocol,
  link,
}: Pick<AgentStatus, 'agentVersion' | 'protocol' | 'link'>): Finding {
  if (link.state === 'waiting' && link.trouble.code === 'version-unsupported') return badFor('version', 'version-unsupported')
  if (running !== agentVersion) return bad('version', `${agentVersion} is installed, and ${running} still runs: restart the agent.`)
  return good('version', `agent ${running}, protocol ${protocol.major}.${protocol.minor}`)
}

/** Whether what the PC has to tell gets away. */
export function examineQueue({ factsWaiting, picturesWaiting }: Pick<AgentStatus, 'factsWaiting' | 'picturesWaiting'>): Finding {
  const waiting = `${factsWaiting} facts and ${picturesWaiting} pictures wait for the hub`
  if (factsWaiting <= longQueue.facts && picturesWaiting <= longQueue.pictures) return good('queue', waiting)
  const { check, state, detail } = badFor('queue', 'queue-long')
  return { check, state, detail: `${waiting}. ${detail}` }
}
