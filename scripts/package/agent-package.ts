import { access, rm } from 'node:fs/promises'
import path from 'node:path'
import { updateKeyName } from '../../agent/update/trusted-keys'
import { windowsProgramNames } from '../windows-programs'
import { agentPackages, copyNativePackages } from './native-packages'
import { makeSingleExecutable } from './single-executable'
import { withStagedTree } from './staged-tree'
import { writePublicKey, writeUpdateArchive } from './update-archive'
import { PackageFailure, product, root, runTool } from './workspace'

const place = 'usr/lib/classwarden-agent'

export interface SigningKeys {
  /** Ed25519 private key, PEM. */
  readonly keyPem: string
  /** The public key that PCs shall take in its place from this build on. */
  readonly nextKeyPem: string | null
}

/** In the package alone: what runs the program, sets browsers up and says whose updates are taken. */
const packagesOwn = ['classwarden-agent', 'browser-host', 'extension', updateKeyName]

/**
 * Builds the agent's package from `out/agent` into `folder`; answers its path. With a signing key the package takes updates that are signed with it, and
 * the update archive of this very tree is written beside it.
 */
export async function buildAgentPackage(folder: string, signing: SigningKeys | null): Promise<string> {
  await access(path.join(root, 'out/agent/browser-host')).catch(() => {
    throw new PackageFailure('out/agent/browser-host is missing: install a C compiler (Debian: gcc, musl-tools), then npm run build.')
  })
  const about = {
    name: 'classwarden-agent',
    synopsis: 'Classwarden on a pupil PC',
    description: 'Reports to the hub of the school, and limits the PC when staff ask for it. It enrols with a bundle from the technician.',
    // What Node and the compiled parts are linked to, and the programs the agent calls.
    depends: ['libc6 (>= 2.28)', 'libgcc-s1', 'libstdc++6', 'init-system-helpers', 'systemd', 'util-linux'],
    recommends: ['xdg-utils'],
    conffiles: ['/etc/classwarden/agent.env'],
  }
  return withStagedTree(about, folder, async (tree) => {
    const installed = path.join(tree.folder, place)
    await tree.add('out/agent', place)
    // It is in the executable.
    await rm(path.join(installed, 'classwarden-agent.cjs'))
    // What only Windows or macOS runs.
    for (const name of [...windowsProgramNames, 'errands/windows-platform.cjs', 'errands/mac-platform.cjs'])
      await rm(path.join(installed, name), { force: true })
    await copyNativePackages(agentPackages, installed)
    await tree.add('assets/fonts', `${place}/fonts`)
    await tree.add('assets/deploy/classwarden-agent.env', 'etc/classwarden/agent.env')
    await tree.link('usr/bin/classwarden-agent', '../lib/classwarden-agent/classwarden-agent')
    const executable = path.join(installed, 'classwarden-agent')
    await makeSingleExecutable(path.join(root, 'out/agent/classwarden-agent.cjs'), executable)
    // Keeps the program's compiled code as this executable makes it.
    await runTool(executable, ['compile'])
    if (signing === null) return
    await writePublicKey(signing.keyPem, path.join(installed, updateKeyName))
    await writeUpdateArchive({
      folder: installed,
      leaveOut: packagesOwn,
      version: product.version,
      signingKeyPem: signing.keyPem,
      nextKeyPem: signing.nextKeyPem,
      file: path.join(folder, `classwarden-agent_${product.version}_${process.platform}-${process.arch}.cwbuild`),
    })
  })
}
