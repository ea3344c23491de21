import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')
const cacheName = 'classwarden-updater'

/** The built console under another version, with a school's key as its package holds it. */
export interface StagedConsole {
  readonly folder: string
  /** For `XDG_CACHE_HOME`, below which electron-updater keeps what it fetched. */
  readonly cacheFolder: string
  pendingFile(name: string): string
  /** Where Windows' installer leaves itself, for the next one to be fetched by its differences. */
  readonly presentInstaller: string
  remove(): Promise<void>
}

export async function stageConsole(version: string, publicKeyPem: string): Promise<StagedConsole> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-staged-console-'))
  const cacheFolder = path.join(folder, 'cache')
  await mkdir(cacheFolder)
  const about: object = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as object
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ ...about, version }))
  for (const part of ['main', 'preload', 'renderer'])
    await cp(path.join(root, 'out', part), path.join(folder, 'out', part), { recursive: true, filter: (file) => !file.endsWith('.map') })
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  await writeFile(path.join(folder, 'out/main/update-key.pem'), publicKeyPem)
  // Of a package it is app-update.yml, among its resources.
  await writeFile(path.join(folder, 'dev-app-update.yml'), `updaterCacheDirName: ${cacheName}\n`)
  return {
    folder,
    cacheFolder,
    pendingFile: (name) => path.join(cacheFolder, cacheName, 'pending', name),
    presentInstaller: path.join(cacheFolder, cacheName, 'installer.exe'),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
