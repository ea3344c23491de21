import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { browserProtocol, mostFrameBytesUp } from '#shared/browser/messages'
import { nothingAdded } from '#shared/model/privacy-list'
import { BrowserLink } from '../../agent/browser/browser-link'
import { encodeFrame } from '../../agent/browser/frames'
import { type InstallRecord, readInstallRecord } from '../../agent/browser/install-record'
import { agentClock } from '../../agent/clock'
import { HostDoor } from '../../agent/platform/linux/browsers/host-door'
import { until } from '../support/desktop'
import { type ManagedBrowsers, prepareManagedBrowsers } from '../support/managed-browsers'

/* Whoever a pupil could send to the agent's socket, with the real host, the real door and the kernel's word on who connects. */

let browsers: ManagedBrowsers
let folder: string
let hostProgram: string
let socketFile: string
let link: BrowserLink
let door: HostDoor
let fallback: ManagedBrowsers
let fallbackDoor: HostDoor
let fallbackRecord: InstallRecord

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cw-strangers-'))
  await chmod(folder, 0o755)
  browsers = await prepareManagedBrowsers([])
  await browsers.install(folder)
  const record = await readInstallRecord(folder)
  if (record === null) throw new Error('there is no record of the set-up')
  hostProgram = record.hostProgram
  link = new BrowserLink({ clock: agentClock, log: () => undefined, privacy: () => nothingAdded, onDownload: () => undefined })
  door = new HostDoor(record, link.attach, link.refused)
  const uid = process.getuid?.() ?? 0
  await door.open(uid)
  fallback = await prepareManagedBrowsers([])
  const fallbackFolder = path.join(folder, 'fallback')
  await mkdir(fallbackFolder)
  await fallback.install(fallbackFolder, ['--host', '/nowhere'])
  const other = await readInstallRecord(fallbackFolder)
  if (other === null) throw new Error('there is no record of the fallback')
  fallbackRecord = other
  fallbackDoor = new HostDoor(other, link.attach, link.refused)
  await fallbackDoor.open(uid)
  socketFile = path.join(record.runFolder, `${uid}.sock`)
  // By its name a browser, and able to do as it is told.
  await copyFile('/bin/bash', path.join(folder, 'chromium'))
})
afterAll(async () => {
  link.close()
  await door.close()
  await fallbackDoor.close()
  await fallback.stop()
  await browsers.stop()
  await rm(folder, { recursive: true })
})
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const refusals = (why: string): number => link.refusals[why] ?? 0

/** The host, started by a program that passes for a browser, which feeds it these bytes. */
function feed(bytes: Buffer, host = hostProgram): Promise<unknown> {
  const browser = spawn(path.join(folder, 'chromium'), ['-c', `${host}; true`], { stdio: ['pipe', 'ignore', 'ignore'] })
  closers.push(() => browser.stdin.destroy())
  browser.stdin.on('error', () => undefined)
  browser.stdin.write(bytes)
  return once(browser, 'exit')
}
const hello = encodeFrame({
  type: 'browser:hello',
  protocol: browserProtocol,
  browser: 'chromium',
  browserVersion: '1',
  extensionVersion: '1',
})

describe("[BR5] at the browsers' socket", () => {
  it('another user of the PC is turned away by the kernel', async () => {
    expect((await stat(socketFile)).mode & 0o777).toBe(0o600)
    const script = `require('node:net').connect(${JSON.stringify(socketFile)}).on('error', (error) => process.stdout.write(error.code))`
    const stranger = spawn('setpriv', ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--', process.execPath, '-e', script])
    let said = ''
    stranger.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await once(stranger, 'close')
    expect(said).toBe('EACCES')
    expect(link.refusals).toEqual({})
  })

  it('a program of the pupil is no host, whatever it says', async () => {
    const socket = connect(socketFile)
    socket.on('error', () => undefined)
    // A socket that is closed on what it wrote may say so by an error first, which `once` would throw.
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.write(hello)
    await closed
    expect(refusals('forged-host')).toBe(1)
    expect(link.browsers).toEqual([])
  })

  it('our host is none when no browser started it', async () => {
    const host = spawn(hostProgram, { stdio: ['pipe', 'ignore', 'ignore'] })
    host.stdin.on('error', () => undefined)
    host.stdin.write(hello)
    await once(host, 'exit')
    expect(refusals('no-browser')).toBe(1)
    expect(link.browsers).toEqual([])
  })

  it('a browser that our host links is heard, and gone when it ends', async () => {
    const ended = feed(hello)
    await until('the link', () => link.browsers.length === 1)
    closers.splice(0).forEach((close) => close())
    await ended
    await until('the link to end', () => link.browsers.length === 0)
  })

  it('the Node fallback is heard where the C program cannot run, and not with anything put before it', async () => {
    const forged = refusals('forged-host')
    const ended = feed(hello, path.join(fallback.place, 'browser-host-node'))
    await until('the link', () => link.browsers.length === 1)
    closers.splice(0).forEach((close) => close())
    await ended
    const { hostProgram: node, hostArguments } = fallbackRecord
    await feed(hello, `NODE_OPTIONS=--no-warnings ${node} ${hostArguments.join(' ')}`)
    expect(refusals('forged-host')).toBe(forged + 1)
    await feed(hello, `env -i ${node} --no-warnings ${hostArguments.join(' ')}`)
    expect(refusals('forged-host')).toBe(forged + 2)
    await until('the link to end', () => link.browsers.length === 0)
  })

  it('[BR4] garbage ends the connection and is counted', async () => {
    await feed(Buffer.concat([hello, encodeFrame({ type: 'tab:list', tabs: 'all' })]))
    expect(refusals('malformed')).toBe(1)
    await feed(Buffer.concat([hello, encodeFrame('x').fill('{', 4)]))
    expect(refusals('malformed')).toBe(2)
    await feed(encodeFrame({ type: 'browser:hello', protocol: 99, browser: 'chromium', browserVersion: '1', extensionVersion: '1' }))
    expect(refusals('other-version')).toBe(1)
    expect(link.browsers).toEqual([])
  })

  it('[BR4] the host itself passes on no frame over the bound', async () => {
    const header = Buffer.alloc(4)
    header.writeUInt32LE(mostFrameBytesUp + 1)
    await feed(Buffer.concat([hello, header, Buffer.alloc(1_000)]))
    await until('the link to end', () => link.browsers.length === 0)
    expect(refusals('malformed') + refusals('oversized')).toBe(2)
  })
})
