import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A pupil's account that only an agent in a mount namespace of its own knows: nothing is added to the machine. Needs root. */
export interface PupilAccount {
  readonly uid: number
  /** The pupil's own, made for the while; the account itself names one under /home, as every pupil who is no guest has. */
  readonly home: string
  /** The machine's accounts and this one, in the format of passwd(5). */
  readonly passwdFile: string
  /** Takes the place of `xdg-open`: writes each address it is given into `opened` in the home. */
  readonly opener: string
  remove(): Promise<void>
}

/** Far above what systems give out by themselves. */
const firstUid = 61_184

export async function makePupilAccount(seat: number, name: string, displayName: string): Promise<PupilAccount> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-account-'))
  const home = await mkdtemp(path.join(tmpdir(), 'classwarden-home-'))
  const uid = firstUid + seat
  await chown(home, uid, uid)
  const passwdFile = path.join(folder, 'passwd')
  const own = `${name}:x:${uid}:${uid}:${displayName}:/home/${name}:/bin/sh\n`
  await writeFile(passwdFile, (await readFile('/etc/passwd', 'utf8')) + own)
  const opener = path.join(folder, 'opener')
  await writeFile(opener, `#!/bin/sh\necho "$1" > ${home}/opened.new && mv ${home}/opened.new ${home}/opened\n`, { mode: 0o755 })
  return {
    uid,
    home,
    passwdFile,
    opener,
    remove: async () => {
      for (const one of [folder, home]) await rm(one, { recursive: true, force: true })
    },
  }
}

/** The command that runs `command` where the account has its name. */
export const withAccount = ({ passwdFile, opener }: PupilAccount, command: readonly string[]): readonly [string, ...string[]] => [
  'unshare',
  '--mount',
  'sh',
  '-c',
  'mount --bind "$0" /etc/passwd && mount --bind "$1" /usr/bin/xdg-open && shift && exec "$@"',
  passwdFile,
  opener,
  ...command,
]
