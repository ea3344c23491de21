import { type ChildProcess, fork, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchAuthority } from '../../main/cli/authority'
import { type HostFact, hostFactSchema, type HostOrder } from '../../main/hub/host-messages'
import { connectConsole } from '../support/console-client'
import { until } from '../support/until'

describe('the programs that host a hub', () => {
  let folder = ''
  const children: ChildProcess[] = []
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'classwarden-host-'))
  })
  afterEach(async () => {
    for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })

  interface Ran {
    readonly child: ChildProcess
    readonly out: () => string
    readonly err: () => string
  }
  const collect = (child: ChildProcess): Ran => {
    let [out, err] = ['', '']
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
    children.push(child)
    return { child, out: () => out, err: () => err }
  }

  describe('headless', () => {
    const run = (...flags: string[]): Ran =>
      collect(
        spawn(process.execPath, ['--import', 'tsx', 'main/hub/index.ts', '--data', folder, '--bind', '127.0.0.1', ...flags], {
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      )
    const freePorts = ['--console-port', '0', '--agent-port', '0']

    it('[ST3] prints address, fingerprint and one-time code, never logs the code, and ends orderly', async () => {
      const { child, out, err } = run(...freePorts, '--address', 'hub.school')
      await until(() => out().includes('One-time code'), 'the hub has said its code')
      expect(out()).toMatch(/https:\/\/hub\.school:\d+/u)
      expect(out()).toMatch(/Authority fingerprint: [0-9a-f]{64}\n/u)
      const code = /One-time code for the first account: (\S+)/u.exec(out())?.[1] ?? ''
      expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/u)
      child.kill('SIGTERM')
      expect(await once(child, 'exit')).toEqual([0, null])
      expect(err()).not.toContain(code)
      expect((await stat(path.join(folder, 'hub.key'))).mode & 0o777).toBe(0o600)
      for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
        if (entry.isFile()) expect((await readFile(path.join(entry.parentPath, entry.name))).includes('hub.school')).toBe(false)
      }
    })

    it('says in one line that its port is taken, and ends', async () => {
      const other = createServer().listen(0, '127.0.0.1')
      await once(other, 'listening')
      const address = other.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      const { child, err } = run('--agent-port', '0', '--console-port', String(port))
      expect(await once(child, 'exit')).toEqual([1, null])
      expect(err()).toContain(`Port ${port} is used by another program`)
      // Besides the log, which says that this hub, run from its sources, has no compiled policies beside it.
      const words = err()
        .trim()
        .split('\n')
        .filter((line) => !line.startsWith('{'))
      expect(words).toHaveLength(1)
      other.close()
    })

    it('does not start on a database its key does not open, and says so', async () => {
      const first = run(...freePorts)
      await until(() => first.out().includes('Authority'), 'the hub has started')
      first.child.kill('SIGINT')
      await once(first.child, 'exit')
      await writeFile(path.join(folder, 'hub.key'), randomBytes(32))
      const second = run(...freePorts)
      expect(await once(second.child, 'exit')).toEqual([1, null])
      expect(second.err()).toMatch(/^classwarden-hub: The key does not open .*hub\.db/u)
    })
  })

  describe('inside the console', () => {
    const host = (): { ran: Ran; facts: HostFact[]; order: (order: HostOrder) => void } => {
      const child = fork('main/hub/utility.ts', {
        execArgv: ['--import', 'tsx', '--import', './test/support/parent-port.ts'],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      })
      const facts: HostFact[] = []
      child.on('message', (message) => facts.push(hostFactSchema.parse(message)))
      return { ran: collect(child), facts, order: (order) => void child.send(order) }
    }
    const start = (databaseKey: string, consolePort = 0): HostOrder => ({
      order: 'start',
      dataFolder: folder,
      databaseKey,
      pagesFolder: path.join(folder, 'none'),
      bindAddress: '127.0.0.1',
      consolePort,
      agentPort: 0,
    })

    it('gets its key by message, tells its ports and code, tells when the first account is made, and stops when told', async () => {
      const { ran, facts, order } = host()
      order(start(randomBytes(32).toString('hex')))
      await until(() => facts.length > 0, 'the hub is ready')
      const [ready] = facts
      if (ready?.fact !== 'ready') throw new Error('not ready')
      expect(ready.consolePort).toBeGreaterThan(0)

      // The authority comes with the handshake here as in the console: its fingerprint is what is trusted.
      const fetched = await fetchAuthority({ host: '127.0.0.1', port: ready.consolePort }, ready.authorityFingerprint)
      if (!fetched.ok) throw new Error(fetched.detail)
      const visitor = await connectConsole({ port: ready.consolePort, authorityPem: fetched.value })
      const account = { signInName: 'first', displayName: 'First', password: 'a long word for tests 4' }
      await visitor.must('staff:create-first', { ...account, code: ready.firstRunCode ?? '' })
      await until(() => facts.some(({ fact }) => fact === 'first-run-done'), 'the first account is known')
      expect(await visitor.call('staff:create-first', { ...account, code: ready.firstRunCode ?? '' })).toMatchObject({
        code: 'first-run-done',
      })

      order({ order: 'stop' })
      expect(await once(ran.child, 'exit')).toEqual([0, null])
      await until(() => visitor.sessionEnds.length === 1, 'the console heard of it')
      expect(visitor.sessionEnds).toEqual(['hub-stopping'])
      visitor.close()
    })

    it('tells why it cannot start', async () => {
      const first = host()
      first.order(start('00'.repeat(32)))
      await until(() => first.facts.length > 0, 'the hub is ready')
      first.order({ order: 'stop' })
      await once(first.ran.child, 'exit')
      const second = host()
      second.order(start('11'.repeat(32)))
      await once(second.ran.child, 'exit')
      expect(second.facts).toMatchObject([{ fact: 'failed', why: 'store-unavailable' }])
    })
  })
})
