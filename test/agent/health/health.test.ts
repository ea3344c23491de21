import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { deviceHealthSchema } from '#shared/model/health'
import { browserNames, isInstalled } from '../../../agent/browser/browser-standing'
import type { InstallRecord } from '../../../agent/browser/install-record'
import { diskFreeMb, type HealthParts, lookAtHealth } from '../../../agent/health/health'

let folder: string
let policyFile: string
let place: InstallRecord

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-health-'))
  policyFile = path.join(folder, 'etc/opt/edge/policies/managed/classwarden.json')
  await mkdir(path.dirname(policyFile), { recursive: true })
  await writeFile(policyFile, 'as set up')
  place = {
    format: 'classwarden-browser-policy-1',
    place: folder,
    runFolder: folder,
    hostKind: 'c',
    hostProgram: '/bin/true',
    hostArguments: [],
    extensionId: 'a'.repeat(32),
    extensionVersion: '1.2.3',
    files: [{ file: policyFile, before: null, after: 'as set up' }],
    folders: [],
  }
})
afterEach(() => rm(folder, { recursive: true }))

const edge = (extensionVersion: string) => ({ browser: 'edge' as const, browserVersion: '130', extensionVersion, browserPid: 7 })
const look = (change: Partial<HealthParts> = {}) =>
  lookAtHealth({
    dataFolder: folder,
    browserPlace: place,
    browsersUnmanaged: false,
    browsers: { browsers: [edge('1.2.3')] },
    outbox: { waiting: 2 },
    concerns: { picturesWaiting: 1, policies: { current: { version: '1.0.0' } } },
    frames: { capture: { at: 5_000, blocked: false } },
    thumbnails: { capture: { at: null, blocked: false } },
    clock: { now: () => 6_000 },
    hubNow: () => 106_000,
    ...change,
  })
const edgeState = async (change: Partial<HealthParts> = {}) =>
  (await look(change)).browsers?.find(({ browser }) => browser === 'edge')?.state

it('[CO1] is what the hub is told, with times by the hub’s clock', async () => {
  const health = await look()
  expect(deviceHealthSchema.parse(health)).toEqual(health)
  expect(health).toMatchObject({ factsWaiting: 2, picturesWaiting: 1, capture: 'working', lastCaptureAt: 105_000, policyVersion: '1.0.0' })
})

it('[CO2] says of a PC that nobody manages that its browsers take no extension', async () => {
  const { browsers } = await look({ browserPlace: null, browsersUnmanaged: true })
  expect(browsers).toEqual(browserNames.filter(isInstalled).map((browser) => ({ browser, state: 'unmanaged' })))
  expect((await look({ browserPlace: null })).browsers).toBeNull()
})

it('names the later of the pictures for the class view and those for concerns', async () => {
  const thumbnails = { capture: { at: 105_900, blocked: false } }
  expect(await look({ thumbnails })).toMatchObject({ lastCaptureAt: 105_900 })
  const untaken = { capture: { at: null, blocked: false } }
  expect(await look({ thumbnails: untaken, frames: untaken })).toMatchObject({ capture: 'untried', lastCaptureAt: null })
  const blocked = { capture: { at: 5_000, blocked: true } }
  expect(await look({ frames: blocked })).toMatchObject({ capture: 'blocked', lastCaptureAt: 105_000 })
})

it('tells a browser whose set-up is gone or changed, and one that is open with another extension', async () => {
  expect(await edgeState()).toBe('linked')
  expect(await edgeState({ browsers: { browsers: [edge('1.2.2')] } })).toBe('old')
  await writeFile(policyFile, 'changed by somebody')
  expect(await edgeState()).toBe('unset')
  await rm(policyFile)
  expect(await edgeState()).toBe('unset')
  expect((await look({ browserPlace: null })).browsers).toBeNull()
})

it('knows how much room is on the disk, and nothing of a folder that is not there', async () => {
  expect(await diskFreeMb(folder)).toBeGreaterThan(0)
  expect(await diskFreeMb(path.join(folder, 'nowhere'))).toBeNull()
})

it('[CO1] what a later agent adds is left out, and a state it adds reads as the calm one', async () => {
  const later = { ...(await look()), temperature: 40, capture: 'dreaming', browsers: [{ browser: 'lynx', state: 'sleeping', tabs: 2 }] }
  expect(deviceHealthSchema.parse(later)).toMatchObject({ capture: 'untried', browsers: [{ browser: 'lynx', state: 'ready' }] })
  expect('temperature' in deviceHealthSchema.parse(later)).toBe(false)
  expect(deviceHealthSchema.safeParse({ ...later, factsWaiting: -1 }).success).toBe(false)
  expect(deviceHealthSchema.safeParse({ ...later, browsers: Array.from({ length: 17 }, () => later.browsers[0]) }).success).toBe(false)
})
