import { access, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { channelNames, type ConsoleSystem } from '#shared/model/console-build'
import { readChannel } from '#shared/model/console-channel'
import type { SigningKeys } from './agent-package'
import { signChannel } from './sign-channel'
import { publicKeyPem } from './update-archive'
import { PackageFailure, root, runTool } from './workspace'

const sevenZip = '/usr/bin/7za'
/** Where the console looks for it, and electron-builder packs it into the archive whose hash is in the program. */
const keyFile = path.join(root, 'out/main/update-key.pem')

/** On Windows and macOS electron-builder brings its own. */
async function linuxTools(): Promise<NodeJS.ProcessEnv> {
  if (process.platform !== 'linux') return {}
  await access(sevenZip).catch(() => {
    throw new PackageFailure(`${sevenZip} is missing: install it (Debian: p7zip-full).`)
  })
  return {
    // It would fetch both from elsewhere.
    ELECTRON_BUILDER_7ZIP_PATH: sevenZip,
    CUSTOM_FPM_PATH: path.join(root, 'scripts/package/fpm.sh'),
  }
}

/**
 * Builds the console by electron-builder (electron-builder.yml) into `folder`: for Linux a folder to run from, a tar.gz and a Debian package, for Windows
 * an NSIS installer and an MSI, whose tools electron-builder fetches. With a key, what it says of the build for updates is signed, and the console
 * takes the key's later builds from its hub.
 */
export async function buildConsolePackages(folder: string, system: ConsoleSystem, signing: SigningKeys | null): Promise<void> {
  const tools = await linuxTools()
  const builder = path.join(root, 'node_modules/electron-builder/cli.js')
  const target = system === 'linux' ? '--linux' : '--win'
  const keys = signing === null ? [] : [publicKeyPem(signing.keyPem), ...(signing.nextKeyPem === null ? [] : [signing.nextKeyPem])]
  try {
    if (keys.length > 0) await writeFile(keyFile, keys.join('\n'))
    await runTool(process.execPath, [builder, target, '--publish', 'never', `--config.directories.output=${folder}`], {
      ...tools,
      // Its own choice, the ninth, takes minutes for a hundredth less.
      ELECTRON_BUILDER_COMPRESSION_LEVEL: '5',
    })
  } finally {
    await rm(keyFile, { force: true })
  }
  const channel = path.join(folder, channelNames[system])
  const fits = readChannel(await readFile(channel, 'utf8'), system)
  if (!fits.ok) throw new PackageFailure(`${channel} is not what a hub takes: ${fits.detail}`)
  if (signing !== null) await signChannel(channel, signing.keyPem)
}
