import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { channelNames, type ConsoleBuild, consoleSystems, signatureNameOf } from '#shared/model/console-build'
import { fail, ok, type Outcome } from '#shared/outcome'
import { checkChannel } from './check-channel'
import { keyFingerprintOf } from './signer-key'

export type CheckedConsoleBuild = Omit<ConsoleBuild, 'addedAt' | 'addedBy'>

const refused = (detail: string) => fail('build-refused', detail)

/**
 * Whether the files in `folder` are one whole console build: a channel, its signature, and each installer as the channel says. Whose signature it is
 * the hub cannot judge. Reads installers piece by piece. Throws what the file system throws.
 */
export async function checkConsoleBuild(folder: string): Promise<Outcome<CheckedConsoleBuild, 'build-refused'>> {
  const names = await readdir(folder)
  const systems = consoleSystems.filter((system) => names.includes(channelNames[system]))
  const [system] = systems
  if (system === undefined || systems.length > 1)
    return refused('Choose one of latest.yml or latest-linux.yml, with all the files of that build: npm run package made them.')
  const channelName = channelNames[system]
  const signatureName = signatureNameOf(channelName)
  if (!names.includes(signatureName))
    return refused(`${signatureName} is missing: the build was not signed. Package it with --signing-key, and choose that file too.`)
  const text = await readFile(path.join(folder, channelName))
  const checked = checkChannel(text, await readFile(path.join(folder, signatureName)), system)
  if (!checked.ok) return refused(`${checked.detail} Fetch the build again from whoever made it.`)
  const { channel, signer } = checked.value
  const known = new Set([channelName, signatureName])
  for (const { url, size, sha512 } of channel.files) {
    if (!names.includes(url)) return refused(`${url} is missing: choose it with the others.`)
    const file = path.join(folder, url)
    if ((await stat(file)).size !== size || (await sha512Of(file)) !== sha512)
      return refused(`${url} is cut short or damaged: it is not the file that was signed. Fetch it again from whoever made it.`)
    known.add(url).add(`${url}.blockmap`)
  }
  const stray = names.find((name) => !known.has(name))
  if (stray !== undefined) return refused(`${stray} does not belong to this build.`)
  return ok({
    buildId: createHash('sha256').update(text).digest('hex'),
    system,
    version: channel.version,
    files: await Promise.all(names.map(async (name) => ({ name, bytes: (await stat(path.join(folder, name))).size }))),
    keyFingerprint: keyFingerprintOf(signer),
    madeAt: Date.parse(channel.releaseDate),
  })
}

/** In base64. */
export async function sha512Of(file: string): Promise<string> {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return hash.digest('base64')
}
