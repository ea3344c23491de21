import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect as connectTls } from 'node:tls'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { startTestHub, type TestHub } from '../support/hub'
import { simulateAgent } from '../support/simulated-agent'
import { until } from '../support/until'

const open = (port: number, say: Uint8Array | string | null): Socket => {
  const socket = connect(port, '127.0.0.1')
  // Being cut is what this test is about.
  socket.on('error', () => undefined)
  socket.resume()
  if (say !== null) socket.write(say)
  return socket
}

/** A TLS 1.3 client hello that begins and never ends: a record header that promises more than follows. */
const halfHello = Buffer.concat([Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]), randomBytes(60)])

describe('peers that never say who they are', () => {
  describe('cost a hub of its own process next to no memory', () => {
    const place = { folder: '' }
    beforeAll(async () => {
      place.folder = await mkdtemp(path.join(tmpdir(), 'classwarden-strangers-'))
    })
    afterAll(() => rm(place.folder, { recursive: true }))

    it('[LK7] 600 idle, garbage, half-shaken and silent TLS connections', async () => {
      const hub = spawn(
        process.execPath,
        ['--import', 'tsx', 'main/hub/index.ts', '--data', place.folder, '--console-port', '0', '--agent-port', '0', '--bind', '127.0.0.1'],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      )
      let told = ''
      hub.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()))
      await until(() => told.includes('hub-started'), 'the hub has started')
      const line = told.split('\n').find((one) => one.includes('hub-started')) ?? ''
      const { consolePort, agentPort } = z.object({ consolePort: z.number(), agentPort: z.number() }).parse(JSON.parse(line))
      const residentMb = async (): Promise<number> => {
        const status = await readFile(`/proc/${hub.pid ?? 0}/status`, 'utf8')
        return Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? 0) / 1_024
      }
      await new Promise((resolve) => setTimeout(resolve, 500))
      const beforeMb = await residentMb()

      const sockets = [agentPort, consolePort].flatMap((port) => [
        ...Array.from({ length: 100 }, () => open(port, null)),
        ...Array.from({ length: 50 }, () => open(port, randomBytes(4_096))),
        ...Array.from({ length: 50 }, () => open(port, halfHello)),
        ...Array.from({ length: 50 }, () => open(port, 'GET / HTTP/1.1\r\nHost: hub\r\n')),
      ])
      const secured = Array.from({ length: 100 }, () => {
        const socket = connectTls({ port: consolePort, host: '127.0.0.1', rejectUnauthorized: false })
        socket.on('error', () => undefined)
        return socket
      })
      await new Promise((resolve) => setTimeout(resolve, 2_000))
      const afterMb = await residentMb()
      console.info(`unauthenticated peers: ${beforeMb.toFixed(1)} MB before, ${afterMb.toFixed(1)} MB with 600 of them`)
      expect(afterMb - beforeMb).toBeLessThan(30)
      for (const socket of [...sockets, ...secured]) socket.destroy()

      hub.kill('SIGTERM')
      const [code] = (await once(hub, 'exit')) as [number | null]
      expect(code).toBe(0)
    })
  })

  describe('are cut', () => {
    let school: TestHub
    beforeAll(async () => {
      school = await startTestHub({
        bounds: { helloWithinMs: 500, handshakeWithinMs: 500, anonymousPerAddress: 40, handshakesPerAddress: 4 },
      })
    })
    afterAll(() => school.stop())

    it('[LK7] when they say nothing, garbage, or half a handshake', async () => {
      for (const port of [school.hub.agentPort, school.hub.consolePort]) {
        const sockets = [open(port, null), open(port, randomBytes(100)), open(port, halfHello), open(port, 'GET / HTTP/1.1\r\n\r\n')]
        await until(() => sockets.every(({ destroyed }) => destroyed), 'all are cut')
      }
    })

    it('[LK7] when they say half a request after the handshake', async () => {
      const socket = connectTls({ port: school.hub.consolePort, host: '127.0.0.1', rejectUnauthorized: false })
      socket.on('error', () => undefined)
      socket.resume()
      socket.write('GET / HTTP/1.1\r\nHost: hub\r\nX-Slow: ')
      await until(() => socket.destroyed, 'the half request is cut')
    })

    it('[LK7] and meanwhile others get in: half handshakes hold no place for long', async () => {
      const patient = await startTestHub({ bounds: { handshakeWithinMs: 200, handshakesPerAddress: 4 } })
      const identity = await patient.enrol()
      const stalled = Array.from({ length: 20 }, () => open(patient.hub.agentPort, halfHello))
      // As agents do: a busy machine may not shake hands within so short a bound, and one that is cut comes again.
      const agent = await vi.waitFor(() => simulateAgent(identity), { timeout: 20_000, interval: 100 })
      expect(agent.greeting).toMatchObject({ ok: true })
      agent.close()
      for (const socket of stalled) socket.destroy()
      await patient.stop()
    })

    it('[LK7] beyond the bound of their address, at once; those who are in stay in', async () => {
      const agent = await school.simulateAgent()
      const many = Array.from({ length: 60 }, () => open(school.hub.agentPort, null))
      await until(() => many.some(({ destroyed }) => destroyed), 'some are cut')
      expect(agent.socket.connected).toBe(true)
      for (const socket of many) socket.destroy()
    })
  })
})
