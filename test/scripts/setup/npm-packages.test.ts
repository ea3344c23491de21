import { expect, test } from 'vitest'
import { staleFolders } from '../../../scripts/setup/npm-packages.mjs'

const zod = { version: '4.6.7', integrity: 'sha512-zod' }

test('the same packages are not stale, the root entry aside', () => {
  expect(staleFolders({ '': { version: '0.1.0' }, 'node_modules/zod': zod }, { 'node_modules/zod': zod })).toEqual([])
})

test('a missing package is stale', () => {
  expect(staleFolders({ 'node_modules/zod': zod }, {})).toEqual(['node_modules/zod'])
})

test('a package for another system may be missing', () => {
  expect(staleFolders({ 'node_modules/@esbuild/win32-x64': { ...zod, optional: true } }, {})).toEqual([])
})

test.each([
  ['another version', { ...zod, version: '4.6.6' }],
  ['other contents', { ...zod, integrity: 'sha512-other' }],
])('%s is stale', (_what, found) => {
  expect(staleFolders({ 'node_modules/zod': zod }, { 'node_modules/zod': found })).toEqual(['node_modules/zod'])
})
