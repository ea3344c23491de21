import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { EnrolmentBundle } from '#shared/protocol/enrolment'
import { loadIdentity } from '../../agent/identity/identity'
import { type CommandResult, launchAgent, runAgentCommand } from '../support/agent'
import { until } from '../support/desktop'
import { startTestHub, type TestHub } from '../support/hub'

let hub: TestHub
let folder: string

beforeAll(async () => {
  hub = await startTestHub()
})
afterAll(() => hub.stop())
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-enrol-'))
})
afterEach(() => rm(folder, { recursive: true }))

const enrol = (bundle: EnrolmentBundle | string): Promise<CommandResult> =>
  runAgentCommand(['enrol', '-', '--data', path.join(folder, 'data')], typeof bundle === 'string' ? bundle : JSON.stringify(bundle))

/** Nothing may be left of an enrolment that failed. */
const leftovers = (): Promise<string[]> => readdir(folder)

test('[EN2] a bundle from a file or standard input makes this PC a device whose key only the owner may read', async () => {
  const file = path.join(folder, 'bundle.json')
  await writeFile(file, JSON.stringify(await hub.issueBundle()))
  const fromFile = await runAgentCommand(['enrol', file, '--data', path.join(folder, 'data')])
  expect(fromFile).toMatchObject({ code: 0, stderr: '' })
  expect(fromFile.stdout).toContain('Enrolled in Lab 1')
  const identity = path.join(folder, 'data', 'identity.json')
  expect((await stat(identity)).mode & 0o777).toBe(0o600)
  const first = await readFile(identity, 'utf8')
  expect(await enrol(await hub.issueBundle())).toMatchObject({ code: 0 })
  expect(await readFile(identity, 'utf8')).not.toBe(first)
})

test('[EN4] a used-up token is refused by its own code, and leaves nothing behind', async () => {
  const bundle = await hub.issueBundle(1)
  await hub.enrol('first', bundle)
  const second = await enrol(bundle)
  expect(second.code).toBe(7)
  expect(second.stderr).toContain('(token-used-up)')
  expect(await leftovers()).toEqual([])
})

test('[EN4] an unknown token is refused by its own code, which the message does not repeat', async () => {
  const token = 'A'.repeat(27)
  const refused = await enrol({ ...(await hub.issueBundle()), token })
  expect(refused.code).toBe(7)
  expect(refused.stderr).toContain('(token-unknown)')
  expect(refused.stderr).not.toContain(token)
})

test('[EN3] a hub whose chain does not end in the bundle’s authority gets no token', async () => {
  const bundle = await hub.issueBundle(1)
  const misled = await enrol({ ...bundle, authorityFingerprint: '0'.repeat(64) })
  expect(misled.code).toBe(6)
  expect(misled.stderr).toContain('(hub-untrusted)')
  expect(await enrol(bundle)).toMatchObject({ code: 0 })
})

test('the second address is tried when the first does not answer', async () => {
  const bundle = await hub.issueBundle()
  expect(await enrol({ ...bundle, hubAddresses: ['127.0.0.1:1', ...bundle.hubAddresses] })).toMatchObject({ code: 0 })
  const nowhere = await enrol({ ...bundle, hubAddresses: ['127.0.0.1:1'] })
  expect(nowhere.code).toBe(5)
  expect(nowhere.stderr).toContain('(hub-unreachable)')
})

test('what is no bundle, or one that has ended, is told before anything is sent', async () => {
  const nonsense = await enrol('{"format":"something else"}')
  expect(nonsense.code).toBe(4)
  expect(nonsense.stderr).toContain('(bundle-invalid)')
  const ended = await enrol({ ...(await hub.issueBundle()), expiresAt: 1 })
  expect(ended.code).toBe(7)
  expect(ended.stderr).toContain('(token-expired)')
  const missing = await runAgentCommand(['enrol', path.join(folder, 'none.json'), '--data', folder])
  expect(missing.stderr).toContain('(bundle-unreadable)')
})

test('running or asking a PC that is not enrolled says so', async () => {
  const run = await runAgentCommand(['run', '--data', folder])
  expect(run.code).toBe(3)
  expect(run.stderr).toContain('(not-enrolled)')
  const status = await runAgentCommand(['status', '--data', folder])
  expect(status.code).toBe(3)
  expect(status.stderr).toContain('(agent-not-running)')
})

/** Runs the agent as the package does until its hub has seen it; answers who it was. */
async function runUntilSeen(bundleFile: string, whileItRuns?: () => Promise<void>): Promise<string> {
  const data = path.join(folder, 'data')
  const agent = launchAgent(['run', '--data', data, '--bundle', bundleFile, '--display', ':9999', '--power-programs', '/dev/null'])
  await whileItRuns?.()
  await until('the agent to run enrolled', async () => (await runAgentCommand(['status', '--data', data])).code === 0)
  const identity = await loadIdentity(data)
  const closed = once(agent, 'close')
  agent.kill('SIGTERM')
  await closed
  return identity.ok ? identity.value.deviceId : identity.code
}

test('[EN5] a PC waits for its bundle and enrols itself; a copy of its disk enrols as another PC, without its state', async () => {
  const bundleFile = path.join(folder, 'enrolment.json')
  const data = path.join(folder, 'data')
  const bundle = await hub.issueBundle(2)
  const original = await runUntilSeen(bundleFile, async () => {
    await writeFile(bundleFile, '{"half": ')
    await writeFile(bundleFile, JSON.stringify(bundle))
  })
  expect(await runUntilSeen(bundleFile)).toBe(original)

  const file = path.join(data, 'identity.json')
  const identity: unknown = JSON.parse(await readFile(file, 'utf8'))
  await writeFile(file, JSON.stringify({ ...Object(identity), machine: { hardware: null, installation: '0'.repeat(64) } }))
  await writeFile(path.join(data, 'browser-policy.json'), 'of the disk')
  const key = await readFile(path.join(data, 'device.key'))
  const copy = await runUntilSeen(bundleFile)
  expect(copy).toMatch(/^[\w-]+$/u)
  expect(copy).not.toBe(original)
  expect(await readFile(path.join(data, 'device.key'))).not.toEqual(key)
  expect(await readFile(path.join(data, 'browser-policy.json'), 'utf8')).toBe('of the disk')

  // Without a bundle a copy is nobody, rather than two PCs with one name.
  await writeFile(file, JSON.stringify({ ...Object(identity), machine: { hardware: null, installation: '0'.repeat(64) } }))
  expect((await runAgentCommand(['run', '--data', data])).stderr).toContain('(not-enrolled)')
  expect(await loadIdentity(data)).toMatchObject({ code: 'not-enrolled' })
})
