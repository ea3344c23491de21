import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { launchEnvironment } from '../../../agent/launch-environment'
import { agentClock } from '../../../agent/clock'
import { reportToSupervisor, watchdogPaceMs } from '../../../agent/supervision/supervisor'

test('it reports three times within what the watchdog allows, and not without one', () => {
  expect(watchdogPaceMs({ NOTIFY_SOCKET: '/run/notify', WATCHDOG_USEC: '30000000' })).toBe(10_000)
  expect(watchdogPaceMs({ NOTIFY_SOCKET: '/run/notify' })).toBeNull()
  expect(watchdogPaceMs({ WATCHDOG_USEC: '30000000' })).toBeNull()
  expect(watchdogPaceMs({ CLASSWARDEN_ALIVE_FD: '1', WATCHDOG_USEC: '6000000' })).toBe(2_000)
  expect(watchdogPaceMs({ CLASSWARDEN_ALIVE_FD: '1', WATCHDOG_USEC: '0000000' })).toBeNull()
})

test('the service on Windows reads it from a pipe; a line that is closed ends nothing', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-alive-'))
  const stop = new AbortController()
  const logged: string[] = []
  const said = await open(path.join(folder, 'said'), 'w+')
  try {
    const environment = { CLASSWARDEN_ALIVE_FD: String(said.fd), WATCHDOG_USEC: '30000' }
    const reporting = reportToSupervisor(environment, agentClock, (line) => logged.push(line), stop.signal)
    await expect.poll(() => readFile(path.join(folder, 'said'), 'utf8')).toMatch(/^READY=1\n(?:WATCHDOG=1\n){2}/u)
    expect(logged).toEqual([])
    stop.abort()
    await reporting
    await reportToSupervisor({ CLASSWARDEN_ALIVE_FD: '9999' }, agentClock, (line) => logged.push(line), stop.signal)
    expect(logged).toEqual([expect.stringContaining('EBADF')])
  } finally {
    await said.close()
    await rm(folder, { recursive: true })
  }
})

test('the unit launches the agent as tests and benches do', async () => {
  const unit = await readFile(path.resolve(import.meta.dirname, '../../../assets/deploy/classwarden-agent.service'), 'utf8')
  // A flag between Node and the program would cost each start the modules Node has compiled beforehand.
  expect(unit).toMatch(/^ExecStart=\S+\/classwarden-agent run /mu)
  for (const [name, value] of Object.entries(launchEnvironment)) expect(unit).toContain(`${name}=${value}`)
})

/** Prints each datagram on a line: Node cannot listen for these. */
const listener =
  'use IO::Socket::UNIX; use Socket; $| = 1; my $s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die; ' +
  'while (defined $s->recv(my $m, 512)) { print "$m\\n" }'

test.runIf(existsSync('/usr/bin/systemd-notify'))('systemd hears that it is ready, and then again and again', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-notify-'))
  const socket = path.join(folder, 'notify')
  const systemd = spawn('perl', ['-e', listener, socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  const heard: string[] = []
  systemd.stdout.on('data', (chunk: Buffer) => heard.push(...chunk.toString().split('\n').filter(Boolean)))
  const stop = new AbortController()
  try {
    await expect.poll(() => existsSync(socket)).toBe(true)
    const reporting = reportToSupervisor({ NOTIFY_SOCKET: socket, WATCHDOG_USEC: '300000' }, agentClock, () => undefined, stop.signal)
    await expect.poll(() => heard.filter((word) => word === 'WATCHDOG=1').length, { timeout: 8_000 }).toBeGreaterThan(1)
    expect(heard[0]).toBe('READY=1')
    stop.abort()
    await reporting
  } finally {
    systemd.kill()
    await rm(folder, { recursive: true })
  }
})
