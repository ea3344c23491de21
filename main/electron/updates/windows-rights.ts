import { execFile } from 'node:child_process'
import path from 'node:path'

/** The well-known group of administrators (winnt.h, DOMAIN_ALIAS_RID_ADMINS); before Windows asks for leave, the token has it for denying only. */
const administrators = 'S-1-5-32-544'

export const listsAdministrators = (groups: string): boolean => groups.split(/[\s",]+/u).includes(administrators)

/** Whether whoever is signed in is an administrator, whom Windows asks for leave. Others would be asked for somebody else's password at every end. */
export function mayInstallPrograms(systemRoot: string): Promise<boolean> {
  const program = path.win32.join(systemRoot, 'System32', 'whoami.exe')
  return new Promise((resolve) => {
    execFile(program, ['/groups', '/fo', 'csv', '/nh'], { windowsHide: true, timeout: 10_000 }, (error, told) => {
      resolve(error === null && listsAdministrators(told))
    })
  })
}
