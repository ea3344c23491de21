import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hashSources, markBuilt, products } from '../../../scripts/setup/products.mjs'

let root = ''

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'products-'))
  await mkdir(path.join(root, 'agent/link'), { recursive: true })
  await writeFile(path.join(root, 'agent/link/outbox.ts'), 'export const outbox = 1')
})

afterEach(async () => {
  await rm(root, { recursive: true })
})

test('products of these very sources are not built again', async () => {
  await markBuilt(root, await hashSources(root))
  expect(await products(root).todo()).toBeUndefined()
})

test('a changed line asks for a new build', async () => {
  await markBuilt(root, await hashSources(root))
  await writeFile(path.join(root, 'agent/link/outbox.ts'), 'export const outbox = 2')
  expect(await products(root).todo()).toContain('building')
})

test('a moved file asks for a new build', async () => {
  await markBuilt(root, await hashSources(root))
  await rename(path.join(root, 'agent/link/outbox.ts'), path.join(root, 'agent/outbox.ts'))
  expect(await products(root).todo()).toContain('building')
})

test('a document does not', async () => {
  await markBuilt(root, await hashSources(root))
  await writeFile(path.join(root, 'README.md'), 'new')
  expect(await products(root).todo()).toBeUndefined()
})

test('one that a build without its compiler left out asks for a new build', async () => {
  await markBuilt(root, await hashSources(root))
  expect(await products(root, ['out/desktop.exe']).todo()).toContain('building')
  await writeFile(path.join(root, 'out/desktop.exe'), '')
  expect(await products(root, ['out/desktop.exe']).todo()).toBeUndefined()
})

test('what was never built is built', async () => {
  expect(await products(root).todo()).toContain('building')
})
