import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { examineDisk, examineQueue, examineVersion } from '../../../agent/doctor/agent-checks'
import { agentVersion } from '../../../agent/version'
import words from '../../../assets/locales/reasons-en.json'

const protocol = { major: 1, minor: 4 }
const live = { state: 'live' as const, address: 'hub:1', since: 1 }

it('disk: written to for real, with nothing left behind; gone, and nearly full', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-doctor-'))
  expect(await examineDisk(folder, 1)).toMatchObject({ state: 'good' })
  // More than any disk holds.
  expect(await examineDisk(folder, Number.MAX_SAFE_INTEGER)).toEqual({
    check: 'disk',
    state: 'bad',
    detail: `${words['disk-low'].what} ${words['disk-low'].do}`,
  })
  expect(await readdir(folder)).toEqual([])
  await rm(folder, { recursive: true })
  expect(await examineDisk(folder)).toMatchObject({ state: 'bad' })
})

it('version: what runs is what is installed, and the hub speaks it', () => {
  expect(examineVersion({ agentVersion, protocol, link: live })).toMatchObject({ state: 'good' })
  expect(examineVersion({ agentVersion: '0.0.1', protocol, link: live }).detail).toContain('restart the agent')
  const trouble = { ok: false as const, code: 'version-unsupported', detail: '' }
  const refused = examineVersion({ agentVersion, protocol, link: { state: 'waiting', trouble, retryAt: 1 } })
  expect(refused.state).toBe('bad')
  expect(refused.detail).toContain(words['version-unsupported'].do)
})

it('queue: some wait while a link begins, many are trouble', () => {
  expect(examineQueue({ factsWaiting: 500, picturesWaiting: 50 }).state).toBe('good')
  const long = examineQueue({ factsWaiting: 501, picturesWaiting: 0 })
  expect(long.state).toBe('bad')
  expect(long.detail).toContain('501 facts')
  expect(examineQueue({ factsWaiting: 0, picturesWaiting: 51 }).state).toBe('bad')
})
