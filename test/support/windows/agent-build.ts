import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readArchiveHeader } from '#shared/model/build-archive'
import { buildManifestSchema } from '#shared/model/agent-build'
import { writeUpdateArchive } from '../../../scripts/package/update-archive'

/** In the package alone, or with nothing to do where the agent draws no words: the tests' archives are small. */
const leftOut = /\.exe$|update-key\.pem$|\/(?:extension|fonts|canvas[^/]*)$/u
const programName = 'classwarden-agent-program.cjs'

export interface WindowsBuild {
  /** The update archive of the version that is installed, of which this is a later one. */
  readonly archive: string
  /** Where that lies on the PC. */
  readonly installed: string
  readonly version: string
  readonly signingKeyPem: string
  readonly file: string
}

/** Writes an update archive of an agent for Windows that differs from the installed one in its version. */
export async function writeWindowsBuild({ archive, installed, version, signingKeyPem, file }: WindowsBuild): Promise<void> {
  const header = readArchiveHeader(await readFile(archive))
  if (!header.ok) throw new Error(header.detail)
  const manifest = buildManifestSchema.parse(JSON.parse(Buffer.from(header.value.manifest).toString()))
  if (manifest.kind !== 'program') throw new Error('This is a roll-back.')
  const tree = await mkdtemp(path.join(tmpdir(), 'classwarden-build-'))
  try {
    await cp(installed, tree, { recursive: true, filter: (from) => !leftOut.test(from) })
    // It judges other builds by the version it is of.
    for (const name of [programName, 'errands/update-errand.cjs']) {
      const text = await readFile(path.join(tree, name), 'utf8')
      await writeFile(path.join(tree, name), text.replaceAll(`"${manifest.version}"`, `"${version}"`))
    }
    const { platform, node, desktop } = manifest
    await writeUpdateArchive({
      folder: tree,
      leaveOut: [],
      version,
      target: { platform, node, desktop },
      signingKeyPem,
      nextKeyPem: null,
      file,
    })
  } finally {
    await rm(tree, { recursive: true })
  }
}
