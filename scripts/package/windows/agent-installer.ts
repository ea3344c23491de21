import { access, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { emptyEnrolmentProperty } from '#shared/model/site-installer'
import { provideWindowsParts } from '../../setup/windows-parts.mjs'
import { updateKeyName } from '../../../agent/update/trusted-keys'
import { desktopSources, windowsProgramNames } from '../../windows-programs'
import type { SigningKeys } from '../agent-package'
import { copyNativePackages } from '../native-packages'
import { makeSingleExecutable } from '../single-executable'
import { type BuildTarget, writePublicKey, writeUpdateArchive } from '../update-archive'
import { PackageFailure, product, root, runTool } from '../workspace'
import { isOfBrowsers, layOutBrowserLink } from './browser-link'
import type { RegistryKey } from './browser-policies'
import { brandExecutable } from './executable'
import { installerSource } from './installer-source'
import { signForWindows, type WindowsSignature } from './signature'

const actions = 'classwarden-installer.dll'
/** What has no use on Windows: what only Linux runs, code that V8 made of the program there, and what is packed. */
const leftOut = ['browser-host', 'extension', 'classwarden-agent.cjs', 'classwarden-agent-program.cjs.code', actions]

const windowsPackages = [
  { name: '@julusian/jpeg-turbo', files: ['index.js', 'binding-options.js', 'prebuilds/jpeg-turbo-win32-x64'] },
  { name: 'pkg-prebuilds', files: ['bindings.js', 'lib/prebuild.js'] },
  { name: '@napi-rs/canvas', files: ['index.js', 'js-binding.js', 'geometry.js', 'load-image.js'] },
]

/** Properties on the command line of msiexec, and of Windows Installer's own. */
const passedOn = ['HUB', 'PIN', 'TOKEN', 'ROOM', 'ENROLMENT', 'WIX_UPGRADE_DETECTED', 'WIX_DOWNGRADE_DETECTED']

/** What the programs of ours are called in Windows' lists. */
const described: Readonly<Record<string, string>> = {
  'classwarden-browser-host.exe': 'Classwarden link to the browser',
  'classwarden-desktop.exe': 'Classwarden agent on the desktop',
  'classwarden-service.exe': 'Classwarden agent service',
}

interface LaidOut {
  /** Which PCs a build of it is for. */
  readonly target: BuildTarget
  /** What the registry tells browsers. */
  readonly browsers: readonly RegistryKey[]
}

/** Lays the agent out as it lies on a Windows PC. */
async function layOutWindowsAgent(folder: string): Promise<LaidOut> {
  for (const name of windowsProgramNames)
    await access(path.join(root, 'out/agent', name)).catch(() => {
      throw new PackageFailure(`out/agent/${name} is missing: install gcc-mingw-w64-x86-64-win32, then npm run build.`)
    })
  const isLeftOut = (file: string): boolean => file.endsWith('.map') || leftOut.includes(path.relative(path.join(root, 'out/agent'), file))
  await cp(path.join(root, 'out/agent'), folder, { recursive: true, filter: (file) => !isLeftOut(file) })
  await cp(path.join(root, 'assets/fonts'), path.join(folder, 'fonts'), { recursive: true })
  await copyNativePackages(windowsPackages, folder)
  const parts = await provideWindowsParts(root)
  for (const [name, from] of parts.packages) await cp(from, path.join(folder, 'node_modules', name), { recursive: true })
  for (const [name, says] of Object.entries(described)) await brandExecutable(path.join(folder, name), path.join(folder, name), says)
  const executable = path.join(folder, 'classwarden-agent.exe')
  const branded = path.join(folder, 'node.exe')
  await brandExecutable(parts.node, branded, 'Classwarden agent')
  await makeSingleExecutable(path.join(root, 'out/agent/classwarden-agent.cjs'), executable, branded)
  await rm(branded)
  const target: BuildTarget = { platform: 'win32-x64', node: parts.nodeVersion, desktop: await desktopSources(root) }
  return { target, browsers: await layOutBrowserLink(folder) }
}

/** As on Linux: what runs the program, sets browsers up and says whose updates are taken comes with the installer alone. */
const isInstallersOwn = (file: string): boolean => file.endsWith('.exe') || isOfBrowsers(file) || file === updateKeyName

/** Writes the installer of an agent that is laid out in `laidOut`; answers its path. */
async function writeInstaller(laidOut: string, browsers: readonly RegistryKey[], library: string, folder: string): Promise<string> {
  const { version } = product
  const installer = path.join(folder, `classwarden-agent_${version}_x64.msi`)
  const work = await mkdtemp(path.join(tmpdir(), 'classwarden-msi-'))
  try {
    const source = path.join(work, 'agent.wxs')
    // wixl takes none but relative paths, from its source.
    const [laid, actionsFile] = [path.relative(work, laidOut), path.relative(work, library)]
    const facts = { files: await filesIn(laidOut), browsers, folder: laid, actions: actionsFile, version }
    await writeFile(source, installerSource(facts))
    await runTool('wixl', ['--arch', 'x64', '--output', installer, source])
    // wixl takes no Secure of a property: without it, Windows does not pass it on to the part that runs as the system.
    const secure = `UPDATE Property SET Value = '${passedOn.join(';')}' WHERE Property = 'SecureCustomProperties'`
    await runTool('msibuild', [installer, '-q', secure])
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  // The console writes a room's bundle there, and looks for it in one piece.
  if (!(await readFile(installer)).includes(emptyEnrolmentProperty)) throw new PackageFailure('wixl wrote the bundle’s place in pieces.')
  return installer
}

/**
 * Builds the agent's installer for Windows from `out/agent` into `folder`. With a signature, one whose bundle can be written (docs/packaging.md) too; with
 * a signing key the PCs take updates that are signed with it, and the update archive is written beside.
 */
export async function buildWindowsAgent(folder: string, signature: WindowsSignature | null, signing: SigningKeys | null): Promise<void> {
  const work = await mkdtemp(path.join(tmpdir(), 'classwarden-windows-'))
  try {
    const laidOut = path.join(work, 'agent')
    const library = path.join(work, actions)
    const { target, browsers } = await layOutWindowsAgent(laidOut)
    if (signing !== null) {
      await writePublicKey(signing.keyPem, path.join(laidOut, updateKeyName))
      await writeUpdateArchive({
        folder: laidOut,
        leaveOut: (await filesIn(laidOut)).filter(isInstallersOwn),
        version: product.version,
        target,
        signingKeyPem: signing.keyPem,
        nextKeyPem: signing.nextKeyPem,
        file: path.join(folder, `classwarden-agent_${product.version}_${target.platform}.cwbuild`),
      })
    }
    await cp(path.join(root, 'out/agent', actions), library)
    if (signature !== null) {
      for (const name of (await readdir(laidOut)).filter((one) => one.endsWith('.exe')))
        await signForWindows(path.join(laidOut, name), signature)
      await signForWindows(library, signature)
    }
    const installer = await writeInstaller(laidOut, browsers, library, folder)
    if (signature === null) return
    await cp(installer, installer.replace(/\.msi$/u, '_for-sites.msi'))
    await signForWindows(installer, signature)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Regular files, sorted, as paths in the folder. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort()
}
