import { once } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { browserKindOf } from '../../../../../agent/platform/windows/browsers/browser-kind'
import { WindowsHostDoor } from '../../../../../agent/platform/windows/browsers/host-door'
import { parseEvent } from '../../../../../agent/platform/windows/desktop-events'
import type { HostConnection, HostRefusal } from '../../../../../agent/platform/platform'
import { RecordedLine } from '../recorded-line'

const hostProgram = 'C:\\Program Files\\Classwarden\\Agent\\classwarden-browser-host.exe'
const chrome = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
const shell = 'C:\\Windows\\System32\\cmd.exe'

function prepare() {
  const line = new RecordedLine()
  const hosts: HostConnection[] = []
  const refused: HostRefusal[] = []
  const door = new WindowsHostDoor(browserKindOf)
  door.open({ place: { hostProgram }, onHost: (host) => hosts.push(host), onRefused: (why) => refused.push(why) })
  door.attach(line)
  /** As the program on the desktop tells it. */
  const told = (words: string, body: Uint8Array | string = ''): void => {
    const event = parseEvent({ words: words.split(' '), body: Buffer.from(body) })
    if (event === null) throw new Error(`${words} is not of the contract`)
    door.heed(event)
  }
  const connect = (host: number, programs: readonly string[], ofUser = 1): void =>
    told(`host-open ${host} ${ofUser}`, programs.map((program, at) => `${(at + 1) * 100}\t${9_000 - at}\t${program}\n`).join(''))
  return { line, hosts, refused, door, told, connect }
}

describe("[BR5] the browsers' door on Windows, by recorded frames", () => {
  it.each([
    [[hostProgram, chrome], 200],
    [[hostProgram.toUpperCase(), chrome], 200],
    [[hostProgram, shell, chrome], 300],
  ])('takes %j', async (programs, browserPid) => {
    const { line, hosts, connect } = prepare()
    connect(1, programs)
    await vi.waitFor(() => expect(hosts).toMatchObject([{ browserPid }]))
    expect(line.calls).toEqual(['hosts', 'host-take 1'])
  })

  it.each<[HostRefusal, readonly string[], number]>([
    ['unknown-peer', [], 0],
    ['other-user', [hostProgram, chrome], 0],
    ['forged-host', ['C:\\Users\\aisha\\classwarden-browser-host.exe', chrome], 1],
    ['no-browser', [hostProgram], 1],
    ['no-browser', [hostProgram, 'C:\\Windows\\explorer.exe', chrome], 1],
    ['no-browser', [hostProgram, 'C:\\Users\\aisha\\cmd.exe', chrome], 1],
    ['no-browser', [hostProgram, 'C:\\Program Files\\Internet Explorer\\iexplore.exe'], 1],
  ])('refuses as %s %j', async (why, programs, ofUser) => {
    const { line, hosts, refused, connect } = prepare()
    connect(7, programs, ofUser)
    await vi.waitFor(() => expect(refused).toEqual([why]))
    expect([line.calls, hosts]).toEqual([['hosts', 'host-close 7'], []])
  })

  it('tells what keeps the name from it, and opens on every desktop until it is closed', async () => {
    const { refused, door, told, connect, hosts } = prepare()
    told('door open')
    told('door name-taken')
    expect(refused).toEqual(['name-taken'])
    connect(1, [hostProgram, chrome])
    await vi.waitFor(() => expect(hosts).toHaveLength(1))
    const socket = hosts[0]?.socket
    door.detach()
    expect(socket?.destroyed).toBe(true)
    const next = new RecordedLine()
    door.attach(next)
    door.close()
    door.attach(next)
    expect(next.calls).toEqual(['hosts', 'hosts-off'])
  })

  it('passes on what either side says, a piece at a time', async () => {
    const { line, hosts, told, connect } = prepare()
    connect(3, [hostProgram, chrome])
    await vi.waitFor(() => expect(hosts).toHaveLength(1))
    const socket = hosts[0]?.socket
    if (socket === undefined) throw new Error('no host')
    const heard: string[] = []
    socket.on('data', (bytes: Buffer) => heard.push(bytes.toString()))
    told('host-data 3', 'hello')
    told('host-data 4', 'of nobody')
    await vi.waitFor(() => expect(heard).toEqual(['hello']))
    socket.write(Buffer.alloc(100_000))
    socket.write('more')
    const sent = (): number => line.calls.filter((call) => call === 'host-data 3').length
    expect(sent()).toBe(1)
    told('host-written 3')
    expect(sent()).toBe(2)
    told('host-written 3')
    await vi.waitFor(() => expect(sent()).toBe(3))
    const closed = once(socket, 'close')
    told('host-closed 3')
    await closed
    told('host-data 3', 'late')
    told('host-written 3')
    expect(line.calls.at(-1)).toBe('host-close 3')
  })

  it.each(['host-open 1', 'host-open 1 2', 'host-open x 1', 'host-data', 'host-data x', 'host-written', 'door ajar'])(
    'knows no frame %s',
    (words) => {
      expect(parseEvent({ words: words.split(' '), body: Buffer.from('1\t2\n') })).toBeNull()
    },
  )
})
