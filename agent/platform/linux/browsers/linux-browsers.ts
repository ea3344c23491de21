import type { BrowserPlace, BrowserProcess, Browsers, HostConnection, HostRefusal, Observed } from '../../platform'
import { forbiddenSwitch } from './browser-kind'
import { BrowserProcesses, type Owner } from './browser-processes'
import { HostDoor } from './host-door'
import { ProcessKinds } from './process-kinds'

/** The browsers of the session in front. */
export class LinuxBrowsers implements Browsers {
  readonly #owner: Observed<Owner | null>
  readonly #kinds = new ProcessKinds()
  readonly #processes = new BrowserProcesses(this.#kinds)

  constructor(owner: Observed<Owner | null>) {
    this.#owner = owner
  }

  async listen(
    place: BrowserPlace,
    onHost: (host: HostConnection) => void,
    onRefused: (why: HostRefusal) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const door = new HostDoor(place, onHost, onRefused, this.#kinds)
    for await (const owner of this.#owner.watch(signal)) if (owner !== null) await door.open(owner.uid)
    await door.close()
  }

  async list(front: number | null): Promise<readonly BrowserProcess[]> {
    const owner = this.#owner.value
    return owner === null ? [] : this.#processes.list(owner, front)
  }

  forbiddenSwitch(browser: BrowserProcess): string | null {
    return forbiddenSwitch(browser.args)
  }

  end(pid: number, how: 'ask' | 'force'): void {
    try {
      process.kill(pid, how === 'ask' ? 'SIGTERM' : 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }

  takeForced(): Promise<boolean> {
    return Promise.resolve(true)
  }
}
