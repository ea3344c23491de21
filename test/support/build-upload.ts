import { randomUUID } from 'node:crypto'
import type { AgentBuild } from '#shared/model/agent-build'
import type { Outcome } from '#shared/outcome'
import { buildUploadBytes } from '#shared/protocol/build-calls'
import type { ConsoleClient } from './console-client'

/** Sends an archive up in parts and has the hub keep it. */
export async function uploadBuild(technician: ConsoleClient, archive: Uint8Array): Promise<Outcome<AgentBuild>> {
  const uploadId = randomUUID()
  for (let offset = 0; offset < archive.length; offset += buildUploadBytes) {
    const bytes = Uint8Array.from(archive.subarray(offset, offset + buildUploadBytes))
    const taken = await technician.call('build:upload', { uploadId, offset, bytes })
    if (!taken.ok) return taken
  }
  return technician.call('build:add', { uploadId })
}
