import path from 'node:path'
import type { Application, ApplicationRule } from '#shared/model/application'
import type { RunningProgram } from '../platform/platform'

/** Below these each program has a folder of its own name. */
const installedBelow = /^\/(?:usr\/(?:local\/)?(?:lib|lib64|libexec|share)|opt|snap|app)\//u
const versionAtEnd = /[-_]?\d[\d.]*$/u
const kindAtEnd = /(?:\.(?:bin|real|appimage)|-bin|-wrapped)$/u

/** Where programs lie that the system itself brings. */
const systemFolders = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib64',
  '/opt',
  '/snap',
  '/var/lib/flatpak',
  '/var/lib/snapd',
  '/app',
  '/nix/store',
  '/gnu/store',
]

/** Programs whose children are theirs only where they are the same program: what a page had downloaded and started is no part of the lesson. */
const browser = /^(?:chromium|chrome|google-chrome|firefox|msedge|microsoft-edge|brave|opera|vivaldi|epiphany|falkon|midori)/u

const isBelow = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`)

/** Lower-case names of a program's file: as it is, and without version or kind. */
const namesOfFile = (file: string): readonly string[] => {
  const name = path.basename(file).toLowerCase()
  const plain = name.replace(kindAtEnd, '')
  return [name, plain, plain.replace(versionAtEnd, '')].filter((one) => one !== '')
}

/** [AP2] What a program may be called by where it lies. */
const installedNames = ({ executable }: Pick<RunningProgram, 'executable'>): readonly string[] => {
  const below = installedBelow.exec(executable)?.[0]
  const folders = below === undefined ? [] : path.dirname(executable.slice(below.length)).toLowerCase().split('/')
  return [...namesOfFile(executable), ...folders]
}

/** A rule with the hashes that its programs have, so that judging needs no disk. */
type HashOf = (program: RunningProgram) => string | null

const isNamedToClose = (application: Application, program: RunningProgram, hashOf: HashOf): boolean => {
  switch (application.by) {
    case 'hash':
      return hashOf(program) === application.sha256
    case 'path':
      return isBelow(program.executable, application.path)
    case 'name':
      return [...installedNames(program), ...namesOfFile(program.command), ...(program.windows ?? [])].includes(application.name)
  }
}

const isNamedToStay = (application: Application, program: RunningProgram, hashOf: HashOf): boolean => {
  switch (application.by) {
    case 'hash':
      return hashOf(program) === application.sha256
    case 'path':
      return program.origin !== 'hidden' && isBelow(program.executable, application.path)
    case 'name':
      return program.origin === 'installed' && installedNames(program).includes(application.name)
  }
}

/** [AP3] The programs that the rule does not allow. */
export function forbiddenBy(
  { access, applications }: ApplicationRule,
  programs: readonly RunningProgram[],
  hashOf: HashOf,
): RunningProgram[] {
  if (access === 'all-but')
    return programs.filter((program) => !program.spared && applications.some((one) => isNamedToClose(one, program, hashOf)))
  const byPid = new Map(programs.map((program) => [program.pid, program]))
  const stays = (program: RunningProgram): boolean => applications.some((one) => isNamedToStay(one, program, hashOf))
  const wasStarted = (program: RunningProgram): boolean => {
    const seen = new Set([program.pid])
    for (let at = byPid.get(program.parentPid); at !== undefined && !seen.has(at.pid); at = byPid.get(at.parentPid)) {
      seen.add(at.pid)
      if (stays(at)) return !browser.test(path.basename(at.executable)) || at.executable === program.executable
    }
    return false
  }
  return programs.filter((program) => !program.spared && program.windows !== null && !stays(program) && !wasStarted(program))
}

/** [AP6] The programs that lie outside the system's folders and those approved. What is hidden lies nowhere that was approved. */
export const programsElsewhere = (folders: readonly string[], programs: readonly RunningProgram[]): RunningProgram[] =>
  programs.filter(
    ({ spared, origin, executable }) =>
      !spared && (origin === 'hidden' || ![...systemFolders, ...folders].some((folder) => isBelow(executable, folder))),
  )
