import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compileFiles } from '#shared/policy/compile'
import { writePolicyFile } from '#shared/policy/policy-file'
import { readShippedPolicies } from '../../../agent/policy/shipped-policies'
import { codeOf, must } from '../../support/outcome'

const policies = (version: number): Uint8Array =>
  writePolicyFile(
    must(
      compileFiles([
        {
          name: 'own.yaml',
          text: `pack: own\nversion: ${version}\ntitle: Own\nlanguage: en\ncategory: drugs\nrules: [{ id: one, grade: 1, why: A reason to look., any: [knife] }]`,
        },
      ]),
    ),
  )

let folder: string
let file: string
let lastGoodFile: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'shipped-policies-'))
  file = path.join(folder, 'policies.bin')
  lastGoodFile = path.join(folder, 'policies.last-good.bin')
})
afterEach(() => rm(folder, { recursive: true }))

const versionRead = async (): Promise<number | undefined> =>
  must(await readShippedPolicies(file, lastGoodFile)).packs.head.packs[0]?.version
const faultRead = async (): Promise<string | null> => must(await readShippedPolicies(file, lastGoodFile)).fault

describe('[E1] the policies beside the program', () => {
  it('are used, and newer ones after an update', async () => {
    await writeFile(file, policies(1))
    expect(await versionRead()).toBe(1)
    await writeFile(file, policies(2))
    expect(await versionRead()).toBe(2)
    expect(await faultRead()).toBeNull()
  })

  it.each<[string, (good: Uint8Array) => Uint8Array]>([
    ['half written', (good) => good.subarray(0, good.length >> 1)],
    ['damaged', (good) => good.with(good.length - 30, (good.at(-30) ?? 0) ^ 1)],
    ['of a format that this program cannot read', (good) => good.with(8, 9)],
    ['empty', () => new Uint8Array()],
  ])('give way to the last good ones when they are %s', async (_, damaged) => {
    await writeFile(file, policies(1))
    await versionRead()
    await writeFile(file, damaged(policies(2)))
    expect(await versionRead()).toBe(1)
    expect(await faultRead()).toContain('cannot be used')
  })

  it('give way to the last good ones when they are gone', async () => {
    await writeFile(file, policies(1))
    await versionRead()
    await rm(file)
    expect(await versionRead()).toBe(1)
  })

  it('mend a last good copy that is damaged', async () => {
    await writeFile(file, policies(1))
    await writeFile(lastGoodFile, 'nonsense')
    expect(await versionRead()).toBe(1)
    expect(Buffer.from(policies(1)).equals(await readFile(lastGoodFile))).toBe(true)
  })

  it('are told as missing when there were never any', async () =>
    expect(codeOf(await readShippedPolicies(file, lastGoodFile))).toBe('no-policies'))
})
