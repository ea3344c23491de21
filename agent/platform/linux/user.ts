import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { SignedInUser } from '#shared/model/activity'
import { cleanName } from '../clean-text'
import { isGuest } from '../guest-account'
import { Observable } from '../observable'
import type { Owner } from './browsers/browser-processes'
import { readProcesses, readStartTime } from './process-table'
import { ownerOf, parseAccount, type Account, type GraphicalSession } from './session'

const lookUpTimeoutMs = 5_000
const run = promisify(execFile)

/** Whose session it is: by logind's word, else the owner of the oldest program on the display. */
export class UserSensor {
  readonly user = new Observable<SignedInUser | null>(null)
  /** The account's number and where it shows itself. */
  readonly owner = new Observable<Owner | null>(null)

  async refresh({ login, display }: GraphicalSession): Promise<void> {
    if (login !== null) {
      if (login.class !== 'user') return this.clear()
      this.owner.set({ uid: login.uid, display })
      const leaderStartedAt = login.leaderPid === null ? null : await readStartTime(login.leaderPid)
      return this.user.set(await describe(login.uid, login.startedAt ?? leaderStartedAt ?? Date.now()))
    }
    const owner = ownerOf(display, await readProcesses(), process.pid)
    this.owner.set(owner === null ? null : { uid: owner.uid, display })
    this.user.set(owner === null ? null : await describe(owner.uid, owner.startedAt))
  }

  clear(): void {
    this.owner.set(null)
    this.user.set(null)
  }
}

async function describe(uid: number, sessionStartedAt: number): Promise<SignedInUser> {
  const account = await readAccount(uid)
  const name = cleanName(account?.name ?? String(uid))
  return { name, displayName: cleanName(account?.displayName ?? '') || name, guest: isGuest(name, account?.home ?? null), sessionStartedAt }
}

/** By `getent`, so that accounts of a directory (LDAP, Active Directory) are found like local ones. */
export async function readAccount(uid: number): Promise<Account | null> {
  try {
    return parseAccount((await run('getent', ['passwd', String(uid)], { timeout: lookUpTimeoutMs })).stdout)
  } catch {
    // Unknown to the system, or the directory does not answer: the number is all there is.
    return null
  }
}

/** Names of the groups an account is in by `id`, which asks directories too; they end with NUL, since names may hold spaces. */
export async function readGroups(userName: string): Promise<readonly string[]> {
  try {
    return (await run('id', ['-nGz', '--', userName], { timeout: lookUpTimeoutMs })).stdout.split('\0').filter((name) => name !== '')
  } catch {
    // Unknown to the system, or the directory does not answer: the account's name is all there is to go by.
    return []
  }
}
