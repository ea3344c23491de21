import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { nodeVersionComplaint } from '../../../scripts/setup/node-version.mjs'

test.each(['20.19.0', '20.20.2', '22.1.0'])('Node %s will do', (version) => {
  expect(nodeVersionComplaint(version)).toBeUndefined()
})

test.each(['18.20.0', '20.18.1', '23.0.0'])('Node %s is told what to install', (version) => {
  expect(nodeVersionComplaint(version)).toBe(`this is Node ${version}: install Node 20.19 or later, up to 22`)
})

test('package.json asks for the same', async () => {
  const Manifest = z.object({ engines: z.object({ node: z.string() }) })
  const manifest = Manifest.parse(JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')))
  expect(manifest.engines.node).toBe('>=20.19 <23')
})
