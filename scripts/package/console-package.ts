import { access } from 'node:fs/promises'
import path from 'node:path'
import { PackageFailure, root, runTool } from './workspace'

const sevenZip = '/usr/bin/7za'

/** Builds the console by electron-builder (electron-builder.yml) into `folder`: a folder to run from, a tar.gz and a Debian package. */
export async function buildConsolePackages(folder: string): Promise<void> {
  await access(sevenZip).catch(() => {
    throw new PackageFailure(`${sevenZip} is missing: install it (Debian: p7zip-full).`)
  })
  const builder = path.join(root, 'node_modules/electron-builder/cli.js')
  await runTool(process.execPath, [builder, '--linux', '--publish', 'never', `--config.directories.output=${folder}`], {
    // It would fetch both from elsewhere.
    ELECTRON_BUILDER_7ZIP_PATH: sevenZip,
    // Its own choice, the ninth, takes minutes for a hundredth less.
    ELECTRON_BUILDER_COMPRESSION_LEVEL: '5',
    CUSTOM_FPM_PATH: path.join(root, 'scripts/package/fpm.sh'),
  })
}
