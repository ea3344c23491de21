import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import { copyNativePackages, hubPackages } from './native-packages'
import { withStagedTree } from './staged-tree'

const place = 'usr/lib/classwarden-hub'

const command = (program: string): string => `#!/bin/sh
exec /${place}/node --enable-source-maps /${place}/${program} "$@"
`

/** Builds the package of the hub on a server, with the command line, from `out` into `folder`; answers its path. */
export function buildHubPackage(folder: string): Promise<string> {
  const about = {
    name: 'classwarden-hub',
    synopsis: 'Classwarden hub on a server',
    description: 'Pupil PCs and consoles connect to it. It keeps what they report, encrypted, and serves the console to browsers.',
    depends: ['libc6 (>= 2.28)', 'libgcc-s1', 'libstdc++6', 'init-system-helpers', 'adduser'],
    conffiles: ['/etc/classwarden/hub.env'],
  }
  return withStagedTree(about, folder, async (tree) => {
    await tree.add('out/hub', `${place}/hub`)
    await tree.add('out/cli', `${place}/cli`)
    await tree.add('out/renderer', `${place}/renderer`)
    await tree.write(`${place}/package.json`, '{"private": true, "type": "module"}\n')
    await copyNativePackages(hubPackages, path.join(tree.folder, place))
    await tree.add('assets/deploy/classwarden-hub.env', 'etc/classwarden/hub.env')
    await tree.write('usr/bin/classwarden-hub', command('hub/classwarden-hub.js'), 0o755)
    await tree.write('usr/bin/classwarden', command('cli/classwarden.js'), 0o755)
    // The Node it was built and tested with: servers have another, or none.
    await copyFile(process.execPath, path.join(tree.folder, place, 'node'))
  })
}
