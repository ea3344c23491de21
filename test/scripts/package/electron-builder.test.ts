import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Configuration } from 'electron-builder'
import { NtExecutable, NtExecutableResource, Resource } from 'resedit'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

const root = path.resolve(import.meta.dirname, '../../..')

test('electron-builder takes the configuration of every target', async () => {
  const { validateConfiguration } = await import('app-builder-lib/out/util/config/config')
  const { DebugLogger } = await import('builder-util')
  const text = await readFile(path.join(root, 'electron-builder.yml'), 'utf8')
  // What it holds is what is being asked.
  const config = parse(text) as Configuration
  expect(config).toMatchObject({ win: { target: ['nsis', 'msi'] }, mac: { target: ['dmg'] }, linux: { target: ['dir', 'tar.gz', 'deb'] } })
  expect(config).toMatchObject({ appId: 'org.classwarden.console', publish: null, nsis: { perMachine: true }, msi: { perMachine: true } })
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
      const file = path.join(folder, 'config.json')
      await writeFile(file, JSON.stringify({ ...config, electronDist, directories: { output: folder } }))
      const builder = path.join(root, 'node_modules/electron-builder/cli.js')
      await promisify(execFile)(process.execPath, [builder, '--win', 'dir', '--x64', '--publish', 'never', '--config', file], { cwd: root })
      const program = NtExecutable.from(await readFile(path.join(folder, 'win-unpacked/classwarden-console.exe')))
      const resources = NtExecutableResource.from(program)
      expect(Resource.IconGroupEntry.fromEntries(resources.entries)[0]?.icons).toHaveLength(4)
      const [about] = Resource.VersionInfo.fromEntries(resources.entries)
      const [language] = about?.getAvailableLanguages() ?? []
      expect(language === undefined ? null : about?.getStringValues(language)).toMatchObject({ ProductName: 'Classwarden' })
      expect(await readdir(path.join(folder, 'win-unpacked/resources'))).toContain('app.asar')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)

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
