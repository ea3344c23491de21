import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stringify } from 'yaml'
import { channelNames, type ConsoleBuild, type ConsoleSystem } from '#shared/model/console-build'
import type { Outcome } from '#shared/outcome'
import { buildUploadBytes } from '#shared/protocol/build-calls'
import { signChannel } from '../../scripts/package/sign-channel'
import type { ConsoleClient } from './console-client'

export const installerNameOf = (version: string, system: ConsoleSystem = 'windows'): string =>
  system === 'windows' ? `classwarden-console-${version}-x64-setup.exe` : `classwarden-console_${version}_amd64.deb`

export interface ConsoleBuildOrder {
  readonly version: string
  readonly signingKeyPem: string
  readonly system?: ConsoleSystem
  readonly installer?: Uint8Array
  /** Whether its block map is a true one, by which a console fetches what changed only. */
  readonly blockMap?: boolean
  /** What the channel says beside what is true. */
  readonly channel?: object
}

/** A console build as it is packaged, with an installer that installs nothing, in a folder of its own. */
export async function makeConsoleBuild({
  version,
  signingKeyPem,
  system = 'windows',
  installer,
  channel,
  blockMap = false,
}: ConsoleBuildOrder): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-console-build-'))
  const program = installer ?? Buffer.from(`the console ${version} `.repeat(9_000))
  const name = installerNameOf(version, system)
  const sha512 = createHash('sha512').update(program).digest('base64')
  const text = {
    version,
    files: [{ url: name, sha512, size: program.length, isAdminRightsRequired: true }],
    path: name,
    sha512,
    releaseDate: new Date(0).toISOString(),
  }
  const channelFile = path.join(folder, channelNames[system])
  await writeFile(path.join(folder, name), program)
  const blockMapFile = path.join(folder, `${name}.blockmap`)
  if (blockMap) {
    const { buildBlockMap } = await import('app-builder-lib/out/targets/blockmap/blockmap')
    await buildBlockMap(path.join(folder, name), 'gzip', blockMapFile)
  } else await writeFile(blockMapFile, 'which parts are where')
  await writeFile(channelFile, stringify({ ...text, ...channel }))
  await signChannel(channelFile, signingKeyPem)
  return folder
}

/** Sends a build's files up in parts and has the hub offer it. */
export async function uploadConsoleBuild(technician: ConsoleClient, folder: string, older = false): Promise<Outcome<ConsoleBuild>> {
  const uploadId = randomUUID()
  for (const name of await readdir(folder)) {
    const file = await readFile(path.join(folder, name))
    for (let offset = 0; offset < file.length; offset += buildUploadBytes) {
      const bytes = Uint8Array.from(file.subarray(offset, offset + buildUploadBytes))
      const taken = await technician.call('console-build:upload', { uploadId, name, offset, bytes })
      if (!taken.ok) return taken
    }
  }
  return technician.call('console-build:add', { uploadId, older })
}
