import type { ConsoleChannel } from '#shared/model/console-build'
import type { ConsoleUpdate, ConsoleUpdateTrouble, UpdateStanding } from '#shared/model/console-update'
import { compareVersions } from '#shared/model/version-order'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { UpdateWay } from './update-way'

/** What installs on this system. */
export interface Installer {
  /** Whether whoever is signed in may install programs. */
  mayInstall(): Promise<boolean>
  /** Brings the installer here; nothing changes on the computer. */
  fetch(channel: ConsoleChannel): Promise<Outcome<null, ConsoleUpdateTrouble>>
  /** Starts what was fetched, once it is still the file that was signed; false: it is not, or there is none. The console is to end at once then. */
  install(openAgain: boolean): Promise<boolean>
}

export interface UpdateDeskParts {
  readonly running: string
  readonly way: UpdateWay
  /** Checked by signature. */
  readOffer(): Promise<Outcome<ConsoleChannel | null, ConsoleUpdateTrouble>>
  readonly installer: Installer
  onChange(update: ConsoleUpdate): void
  readonly now: () => number
  /** Returns the way to call it off. */
  readonly schedule: (delayMs: number, run: () => void) => () => void
  readonly log: (line: string) => void
}

export interface UpdateDesk {
  read(): ConsoleUpdate
  /** Asks the hub, as at every sign-in, and again by itself. Never rejects; asked twice at once it asks once. */
  check(): Promise<void>
  /** Whether the next end of the console installs something and opens it again. */
  restart(): Outcome<null, 'update-not-ready'>
  /** At the console's end, when its hub has stopped: installs what is ready. */
  installAtEnd(): Promise<void>
  /** Asks and installs no more: the console is about to open anew by itself. */
  stop(): void
}

/** Milliseconds until the hub is asked again; after a fault, and while it is busy with others, sooner. */
const againMs = { usual: 24 * 3_600_000, failed: 3_600_000, busy: 5 * 60_000 } as const

/** Looks after a newer console: it is fetched in the background and installed when the console is closed, never by itself. */
export const createUpdateDesk = (parts: UpdateDeskParts): UpdateDesk => {
  const { running, way, installer, now, schedule, log } = parts
  let askedAt: number | null = null
  let standing: UpdateStanding = way.kind === 'off' ? { state: 'off', why: way.why } : { state: 'current' }
  let going: Promise<void> | null = null
  let openAgain = false
  let cancelNext: (() => void) | null = null
  let stopped = false

  const move = (next: UpdateStanding): void => {
    standing = next
    parts.onChange({ running, askedAt, standing })
  }
  const failed = (why: ConsoleUpdateTrouble, detail: string): void => {
    log(`no update was taken: ${why}: ${detail}`)
    // What is here and checked is not worse for a hub that is away.
    if (standing.state === 'ready' && (why === 'unreachable' || why === 'busy')) return
    move({ state: 'failed', why, detail: detail.slice(0, 300) })
  }

  const ask = async (): Promise<void> => {
    const offer = await parts.readOffer()
    if (!offer.ok) {
      failed(offer.code, offer.detail)
      return
    }
    askedAt = now()
    const channel = offer.value
    // Nothing older than what runs is ever taken, however well it is signed.
    if (channel === null || compareVersions(channel.version, running) <= 0) {
      move({ state: 'current' })
      return
    }
    const { version } = channel
    if (way.kind === 'tells') move({ state: 'told', version, bringer: way.bringer })
    else if (!(await installer.mayInstall())) move({ state: 'told', version, bringer: 'administrator' })
    else await fetch(channel)
  }

  const fetch = async (channel: ConsoleChannel): Promise<void> => {
    const { version } = channel
    if (standing.state !== 'ready' || standing.version !== version) move({ state: 'fetching', version })
    const fetched = await installer.fetch(channel)
    if (fetched.ok) move({ state: 'ready', version })
    else failed(fetched.code, fetched.detail)
  }

  const next = (): void => {
    cancelNext?.()
    if (stopped) return
    const delayMs = standing.state !== 'failed' ? againMs.usual : standing.why === 'busy' ? againMs.busy : againMs.failed
    cancelNext = schedule(delayMs, () => void check())
  }

  const check = (): Promise<void> => {
    if (way.kind === 'off' || stopped) return Promise.resolve()
    going ??= ask()
      .catch((error: unknown) => {
        failed('failed', error instanceof Error ? error.message : String(error))
      })
      .finally(() => {
        going = null
        next()
      })
    return going
  }

  return {
    read: () => ({ running, askedAt, standing }),
    check,
    restart: () => {
      if (standing.state !== 'ready') return fail('update-not-ready', 'There is no newer console to install.')
      openAgain = true
      return ok(null)
    },
    installAtEnd: async () => {
      if (stopped || standing.state !== 'ready') return
      if (!(await installer.install(openAgain))) log('the update was not installed: it is not the file that was fetched')
    },
    stop: () => {
      stopped = true
      cancelNext?.()
    },
  }
}
