import type { Application, ApplicationRule } from '#shared/model/application'
import { fileNameOf, isAtOrBelow, isWindowsPath } from '#shared/model/program-path'
import type { RunningProgram } from '../platform/platform'

/** Below these each program has a folder of its own name. */
const installedBelow =
  /^(?:\/(?:usr\/(?:local\/)?(?:lib|lib64|libexec|share)|opt|snap|app)|[a-z]:\\program files(?: \(x86\))?(?:\\windowsapps)?)([/\\])/iu
const versionAtEnd = /[-_]?\d[\d.]*$/u
/** What the Store adds to a folder's name: version, processor and publisher. */
const packageAtEnd = /_\d[\d.]*_[^\\]*$/u
const kindAtEnd = /(?:\.(?:bin|real|appimage|exe)|-bin|-wrapped)$/u

/** Where programs lie that the system itself brings; on Windows that is where nobody else may write. */
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

/** Lower-case names of a program's file: as it is, and without version or kind. */
const namesOfFile = (file: string): readonly string[] => {
  const name = fileNameOf(file).toLowerCase()
  const plain = name.replace(kindAtEnd, '')
  return [name, plain, plain.replace(versionAtEnd, '')].filter((one) => one !== '')
}

/** [AP2] What a program may be called by where it lies. */
const installedNames = ({ executable }: Pick<RunningProgram, 'executable'>): readonly string[] => {
  const [below, stroke = '/'] = installedBelow.exec(executable) ?? []
  const folders = below === undefined ? [] : executable.slice(below.length).split(stroke).slice(0, -1)
  return [...namesOfFile(executable), ...folders.map((folder) => folder.toLowerCase().replace(packageAtEnd, ''))]
}

/** A rule with the hashes that its programs have, so that judging needs no disk. */
type HashOf = (program: RunningProgram) => string | null

const isNamedToClose = (application: Application, program: RunningProgram, hashOf: HashOf): boolean => {
  switch (application.by) {
    case 'hash':
      return hashOf(program) === application.sha256
    case 'path':
      return isAtOrBelow(program.executable, application.path)
    case 'name':
      return [...installedNames(program), ...namesOfFile(program.command), ...program.names, ...(program.windows ?? [])].includes(
        application.name,
      )
  }
}

const isNamedToStay = (application: Application, program: RunningProgram, hashOf: HashOf): boolean => {
  switch (application.by) {
    case 'hash':
      return hashOf(program) === application.sha256
    case 'path':
      return program.origin !== 'hidden' && isAtOrBelow(program.executable, application.path)
    case 'name':
      return program.origin === 'installed' && [...installedNames(program), ...program.names].includes(application.name)
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
    for (let child = program; ;) {
      const at = byPid.get(child.parentPid)
      // The number of a parent that is gone may be another's by now.
      if (at === undefined || seen.has(at.pid) || BigInt(at.startTicks) > BigInt(child.startTicks)) return false
      seen.add(at.pid)
      // What a part of the desktop starts is whatever the pupil likes.
      if (!at.spared && stays(at)) return !browser.test(fileNameOf(at.executable).toLowerCase()) || at.executable === program.executable
      child = at
    }
  }
  return programs.filter((program) => !program.spared && program.windows !== null && !stays(program) && !wasStarted(program))
}

/** [AP6] The programs that lie outside the system's folders and those approved. What is hidden lies nowhere that was approved. */
export const programsElsewhere = (folders: readonly string[], programs: readonly RunningProgram[]): RunningProgram[] =>
  programs.filter(
    ({ spared, origin, executable }) =>
      !spared &&
      (origin === 'hidden' || !(isOfSystem({ origin, executable }) || folders.some((folder) => isAtOrBelow(executable, folder)))),
  )

const isOfSystem = ({ origin, executable }: Pick<RunningProgram, 'origin' | 'executable'>): boolean =>
  isWindowsPath(executable) ? origin === 'installed' : systemFolders.some((folder) => isAtOrBelow(executable, folder))
