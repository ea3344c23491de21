import { generateKeyPair } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import crx3 from 'crx3'
import yazl from 'yazl'
import { z } from 'zod'

export interface PackedExtension {
  readonly extensionId: string
  readonly version: string
  readonly updateAddress: string
  readonly xpiAddress: string
}

const manifestSchema = z.object({ version: z.string() })

/**
 * Packs the built extension (folders `chromium` and `firefox` in `source`) into `place`: a crx signed with the key in `keyFile`, which is made
 * when there is none, with the update manifest that names it, and an xpi. The key never leaves the PC and fixes the extension's id there.
 * `address`: of `place`, where browsers will find it.
 */
export async function packExtension(
  source: string,
  place: string,
  keyFile: string,
  address = `${pathToFileURL(place).href}/`,
): Promise<PackedExtension> {
  await mkdir(place, { recursive: true })
  await ensureKey(keyFile)
  const chromium = path.join(source, 'chromium')
  const { version } = manifestSchema.parse(JSON.parse(await readFile(path.join(chromium, 'manifest.json'), 'utf8')))
  const files = (await readdir(chromium)).sort().map((name) => path.join(chromium, name))
  const crxFile = path.join(place, 'classwarden.crx')
  const { appId } = await crx3(files, { keyPath: keyFile, crxPath: crxFile })
  await writeFile(path.join(place, 'update.xml'), updateManifest(appId, `${address}classwarden.crx`, version))
  await zip(path.join(source, 'firefox'), path.join(place, 'classwarden.xpi'))
  return { extensionId: appId, version, updateAddress: `${address}update.xml`, xpiAddress: `${address}classwarden.xpi` }
}

/** The format of developer.chrome.com/docs/extensions/how-to/distribute/host-on-linux. */
const updateManifest = (extensionId: string, crxAddress: string, version: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${extensionId}">
    <updatecheck codebase="${crxAddress}" version="${version}" />
  </app>
</gupdate>
`

async function ensureKey(keyFile: string): Promise<void> {
  try {
    await access(keyFile)
  } catch {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2_048 })
    await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  }
}

async function zip(folder: string, file: string): Promise<void> {
  const archive = new yazl.ZipFile()
  for (const name of (await readdir(folder)).sort()) archive.addFile(path.join(folder, name), name)
  archive.end()
  await pipeline(archive.outputStream, createWriteStream(file))
}
