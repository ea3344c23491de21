import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Configuration } from 'electron-builder'
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
