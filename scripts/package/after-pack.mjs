import { rm } from 'node:fs/promises'
import path from 'node:path'

/**
 * electron-builder's hook. Takes Electron's own default application out of the package: with it an installed console would run
 * any script it is given.
 * @param {import('electron-builder').AfterPackContext} context
 */
export default async function afterPack({ appOutDir, packager, electronPlatformName }) {
  const resources =
    electronPlatformName === 'darwin'
      ? path.join(appOutDir, `${packager.appInfo.productFilename}.app/Contents/Resources`)
      : path.join(appOutDir, 'resources')
  await rm(path.join(resources, 'default_app.asar'), { force: true })
}
