import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Configuration } from 'electron-builder'
import { extractFile } from '@electron/asar'
import { NtExecutable, NtExecutableResource, Resource } from 'resedit'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readChannel } from '#shared/model/console-channel'
import { checkConsoleBuild } from '../../../main/hub/builds/check-console-build'
import { signChannel } from '../../../scripts/package/sign-channel'
import { makeSigningPair } from '../../support/update-builds'

const root = path.resolve(import.meta.dirname, '../../..')

test('electron-builder takes the configuration of every target', async () => {
  const { validateConfiguration } = await import('app-builder-lib/out/util/config/config')
  const { DebugLogger } = await import('builder-util')
  const text = await readFile(path.join(root, 'electron-builder.yml'), 'utf8')
  // What it holds is what is being asked.
  const config = parse(text) as Configuration
  expect(config).toMatchObject({ win: { target: ['nsis', 'msi'] }, mac: { target: ['dmg'] }, linux: { target: ['dir', 'tar.gz', 'deb'] } })
  expect(config).toMatchObject({ appId: 'org.classwarden.console', nsis: { perMachine: true }, msi: { perMachine: true } })
  // The address is the console's to know; electron-builder only wants one.
  expect(config).toMatchObject({
    publish: { provider: 'generic', channel: 'latest', useMultipleRangeRequest: false },
    win: { verifyUpdateCodeSignature: true },
    nsis: { packElevateHelper: true },
  })
  for (const target of [config.nsis, config.msi, config.dmg, config.linux, config.deb])
    expect(target?.artifactName).toMatch(/^classwarden-console.*\$\{version\}.*\$\{arch\}.*\.\$\{ext\}$/u)
  // PNG 1.2, 11.2.2: width and height. Windows wants 256, macOS 512.
  const icon = await readFile(path.join(root, config.icon ?? ''))
  expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([1_024, 1_024])
  await validateConfiguration(config, new DebugLogger(false))
  await expect(validateConfiguration(Object.assign({ nsiss: {} }, config), new DebugLogger(false))).rejects.toThrow('nsiss')
})

test.runIf(process.platform === 'linux')(
  'the console is put together for Windows, around what stands in for its Electron',
  { timeout: 180_000 },
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-win-console-'))
    try {
      const electronDist = path.join(folder, 'electron')
      await mkdir(path.join(electronDist, 'resources'), { recursive: true })
      await writeFile(path.join(electronDist, 'version'), '33.2.1')
      await writeFile(path.join(electronDist, 'resources/empty'), '')
      await writeFile(path.join(electronDist, 'electron.exe'), smallestProgram())
      const text = await readFile(path.join(root, 'electron-builder.yml'), 'utf8')
      // What stands in has no fuses.
      const { electronFuses: _none, ...config } = parse(text) as Configuration
      const standIns = await standInForNsis(path.join(folder, 'nsis'))
      const key = path.join(folder, 'update-key.pem')
      await writeFile(key, makeSigningPair().publicPem)
      // A script of one's own is not built twice, for the uninstaller, under Wine.
      const nsis = { ...config.nsis, script: standIns.script }
      // As of a package that is signed for Windows.
      const win = { ...config.win, target: ['nsis'], signtoolOptions: { publisherName: ['Our school'] } }
      // Where the packaging lays it.
      const files = [...[config.files ?? []].flat(), { from: folder, to: 'out/main', filter: ['update-key.pem'] }]
      const file = path.join(folder, 'config.json')
      await writeFile(file, JSON.stringify({ ...config, files, nsis, win, electronDist, directories: { output: folder } }))
      const builder = path.join(root, 'node_modules/electron-builder/cli.js')
      await promisify(execFile)(process.execPath, [builder, '--win', 'nsis', '--x64', '--publish', 'never', '--config', file], {
        cwd: root,
        env: { ...process.env, ...standIns.environment },
      })
      const program = NtExecutable.from(await readFile(path.join(folder, 'win-unpacked/classwarden-console.exe')))
      const resources = NtExecutableResource.from(program)
      expect(Resource.IconGroupEntry.fromEntries(resources.entries)[0]?.icons).toHaveLength(4)
      const [about] = Resource.VersionInfo.fromEntries(resources.entries)
      const [language] = about?.getAvailableLanguages() ?? []
      expect(language === undefined ? null : about?.getStringValues(language)).toMatchObject({ ProductName: 'Classwarden' })
      const unpacked = path.join(folder, 'win-unpacked/resources')
      expect(await readdir(unpacked)).toEqual(expect.arrayContaining(['app.asar', 'app-update.yml', 'elevate.exe']))
      expect(extractFile(path.join(unpacked, 'app.asar'), 'out/main/update-key.pem').equals(await readFile(key))).toBe(true)
      // What electron-updater reads of the package: its cache, and whose signature Windows has to find.
      expect(parse(await readFile(path.join(unpacked, 'app-update.yml'), 'utf8'))).toMatchObject({
        provider: 'generic',
        updaterCacheDirName: 'classwarden-updater',
        publisherName: ['Our school'],
      })

      // What a technician hands to the hub.
      const build = path.join(folder, 'build')
      await mkdir(build)
      const { version } = parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string }
      const installer = `classwarden-console-${version}-x64-setup.exe`
      for (const name of ['latest.yml', installer, `${installer}.blockmap`]) await copyFile(path.join(folder, name), path.join(build, name))
      await signChannel(path.join(build, 'latest.yml'), makeSigningPair().privatePem)
      expect(await checkConsoleBuild(build)).toMatchObject({ ok: true, value: { system: 'windows', version } })
      const channel = readChannel(await readFile(path.join(build, 'latest.yml'), 'utf8'), 'windows')
      expect(channel).toMatchObject({ ok: true, value: { files: [{ url: installer, isAdminRightsRequired: true }] } })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)

/** In NSIS's place: an installer that is the archive NSIS would put into it, so that what electron-builder says of it is true. */
async function standInForNsis(folder: string): Promise<{ readonly script: string; readonly environment: NodeJS.ProcessEnv }> {
  const makensis = path.join(folder, 'linux/makensis')
  await mkdir(path.dirname(makensis), { recursive: true })
  await mkdir(path.join(folder, 'plugins/x86-unicode'), { recursive: true })
  await writeFile(path.join(folder, 'elevate.exe'), smallestProgram())
  const body = `for one; do case "$one" in
    -DAPP_64=*) archive=\${one#-DAPP_64=};;
    '-XOutFile '*) out=$(echo "$one" | cut -d'"' -f2);;
  esac; done
  cat > /dev/null; cp "$archive" "$out"`
  await writeFile(makensis, `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  const script = path.join(folder, 'installer.nsi')
  await writeFile(script, '')
  const environment = {
    ELECTRON_BUILDER_NSIS_DIR: folder,
    ELECTRON_BUILDER_NSIS_RESOURCES_DIR: folder,
    ELECTRON_BUILDER_7ZIP_PATH: '/usr/bin/7za',
    ELECTRON_BUILDER_COMPRESSION_LEVEL: '1',
  }
  return { script, environment }
}

/** A program of Windows that does nothing and says its version, as electron-builder wants it. */
function smallestProgram(): Uint8Array {
  const program = NtExecutable.createEmpty(false, false)
  const resources = NtExecutableResource.from(program)
  const about = Resource.VersionInfo.createEmpty()
  about.setFileVersion('33.2.1')
  about.outputToResourceEntries(resources.entries)
  resources.outputResource(program)
  return new Uint8Array(program.generate())
}
