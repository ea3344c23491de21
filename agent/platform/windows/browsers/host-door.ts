import path from 'node:path'
import type { BrowserPlace, BrowserProcess, HostConnection, HostRefusal } from '../../platform'
import type { DesktopEvent, ToldProcess } from '../desktop-events'
import type { DesktopPart } from '../desktop-part'
import type { DesktopLine } from '../desktop-program'
import { HostStream } from './host-stream'

/** Through it browsers may start a host. */
const shell = /^[a-z]:\\windows\\system32\\cmd\.exe$/iu

export interface DoorKeeper {
  readonly place: Pick<BrowserPlace, 'hostProgram'>
  readonly onHost: (host: HostConnection) => void
  readonly onRefused: (why: HostRefusal) => void
}

/**
 * [BR5] Where the host programs of the pupil's browsers connect: a pipe that the program on the desktop serves (native/hosts.c). Only our host is taken, of
 * the session's user, started by a browser.
 */
export class WindowsHostDoor implements DesktopPart {
  readonly #kindOf: (executable: string) => Promise<BrowserProcess['kind'] | null>
  readonly #hosts = new Map<number, HostStream>()
  #keeper: DoorKeeper | null = null
  #line: DesktopLine | null = null

  constructor(kindOf: (executable: string) => Promise<BrowserProcess['kind'] | null>) {
    this.#kindOf = kindOf
  }

  /** Stands open on every desktop there will be, until `close`. */
  open(keeper: DoorKeeper): void {
    this.#keeper = keeper
    this.#line?.tell(['hosts'])
  }

  close(): void {
    this.#keeper = null
    this.#line?.tell(['hosts-off'])
    this.#endAll()
  }

  attach(line: DesktopLine): void {
    this.#line = line
    if (this.#keeper !== null) line.tell(['hosts'])
  }

  detach(): void {
    this.#line = null
    this.#endAll()
  }

  heed(event: DesktopEvent): void {
    if (event.kind === 'host-open') void this.#admit(event.host, event.ofUser, event.processes)
    else if (event.kind === 'host-data') this.#hosts.get(event.host)?.receive(event.bytes)
    else if (event.kind === 'host-written') this.#hosts.get(event.host)?.written()
    else if (event.kind === 'host-closed') this.#hosts.get(event.host)?.destroy()
    else if (event.kind === 'door' && event.state !== 'open') this.#keeper?.onRefused(event.state)
  }

  async #admit(host: number, ofUser: boolean, processes: readonly ToldProcess[]): Promise<void> {
    const [keeper, line] = [this.#keeper, this.#line]
    if (keeper === null || line === null) return
    const known = ofUser || processes.length === 0 ? await this.#recognise(keeper, processes) : 'other-user'
    if (this.#line !== line || this.#keeper !== keeper) return
    if (typeof known === 'string') {
      line.tell(['host-close', host])
      keeper.onRefused(known)
      return
    }
    const socket = new HostStream(line, host, () => this.#hosts.delete(host))
    this.#hosts.set(host, socket)
    line.tell(['host-take', host])
    keeper.onHost({ ...known, socket })
  }

  async #recognise(
    { place }: DoorKeeper,
    [peer, ...ancestors]: readonly ToldProcess[],
  ): Promise<{ readonly browserPid: number } | HostRefusal> {
    if (peer === undefined) return 'unknown-peer'
    if (path.win32.normalize(peer.executable).toLowerCase() !== path.win32.normalize(place.hostProgram).toLowerCase()) return 'forged-host'
    const browser = ancestors.find(({ executable }) => !shell.test(executable))
    const kind = browser === undefined ? null : await this.#kindOf(browser.executable)
    return browser !== undefined && (kind === 'chromium' || kind === 'firefox') ? { browserPid: browser.pid } : 'no-browser'
  }

  #endAll(): void {
    for (const socket of [...this.#hosts.values()]) socket.destroy()
  }
}
