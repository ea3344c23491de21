import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type InstallRecord, recordFileIn } from '../../../agent/browser/install-record'
import { hostManifests } from '../../../agent/browser/policy/managed-policies'
import { packExtension } from '../../../agent/browser/policy/pack-extension'
import { root } from '../workspace'
import { browserKeys, type RegistryKey } from './browser-policies'

const linkFolder = 'browser'
/** Of what is installed, as a path in its folder. It goes with the policies: without it, the agent leaves browsers alone. */
export const isOfBrowsers = (file: string): boolean => file.startsWith(`${linkFolder}/`)
/** Where the agent is installed unless somebody chose another folder: addresses of files know no property of Windows Installer. */
const installed = 'C:\\Program Files\\Classwarden\\Agent'
const address = `file:///${installed.replaceAll('\\', '/').replaceAll(' ', '%20')}/${linkFolder}/`

/**
 * Lays out what links browsers to the agent: the packed extension with its update manifest, the manifests of the native messaging host, and the record by
 * which the agent finds it. Answers what the registry tells browsers. The extension's key is made for this build and thrown away.
 */
export async function layOutBrowserLink(folder: string): Promise<readonly RegistryKey[]> {
  const place = path.join(folder, linkFolder)
  const work = await mkdtemp(path.join(tmpdir(), 'classwarden-key-'))
  try {
    const packed = await packExtension(path.join(root, 'out/agent/extension'), place, path.join(work, 'key.pem'), address)
    const hostStarter = `${installed}\\classwarden-browser-host.exe`
    const facts = { ...packed, hostStarter, developerToolsOff: true }
    for (const [family, manifest] of Object.entries(hostManifests(facts)))
      await writeFile(path.join(place, `${family}.json`), JSON.stringify(manifest, null, 2))
    const record: InstallRecord = {
      format: 'classwarden-browser-policy-1',
      place: `${installed}\\${linkFolder}`,
      runFolder: '',
      hostKind: 'c',
      hostProgram: hostStarter,
      hostArguments: [],
      extensionId: packed.extensionId,
      extensionVersion: packed.version,
      files: [],
      folders: [],
    }
    await writeFile(recordFileIn(place), JSON.stringify(record))
    const manifest = (family: string): string => `${installed}\\${linkFolder}\\${family}.json`
    return browserKeys(facts, { chromium: manifest('chromium'), firefox: manifest('firefox') })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
