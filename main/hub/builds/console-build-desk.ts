import { channelNames, type ConsoleBuild, mostConsoleBuilds, signatureNameOf } from '#shared/model/console-build'
import { compareVersions } from '#shared/model/version-order'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { CheckedConsoleBuild } from './check-console-build'

/** A file that consoles may fetch. */
export interface OfferedFile {
  readonly buildId: string
  readonly name: string
  readonly bytes: number
}

/** Which console builds the hub holds, and which of them it offers: of each system the one that was added last. */
export interface ConsoleBuildDesk {
  /** Last added first. */
  builds(): readonly ConsoleBuild[]
  isOffered(buildId: string): boolean
  /** By a name alone: channel and signature are those of what is offered, other files those of any build, so that a download goes on. */
  find(name: string): OfferedFile | null
  /** Whether this may join the others. `older`: though a newer version is here. */
  judge(build: CheckedConsoleBuild, older: boolean): Outcome<null, 'build-refused'>
  /** The store holds these. */
  put(builds: readonly ConsoleBuild[]): void
}

export const createConsoleBuildDesk = (kept: readonly ConsoleBuild[]): ConsoleBuildDesk => {
  let builds = kept
  const offered = ({ system }: ConsoleBuild): ConsoleBuild | undefined => builds.find((build) => build.system === system)
  return {
    builds: () => builds,
    isOffered: (buildId) => builds.some((build) => build.buildId === buildId && offered(build) === build),
    find: (name) => {
      for (const build of builds) {
        const channelName = channelNames[build.system]
        const isOfOffer = name === channelName || name === signatureNameOf(channelName)
        if (isOfOffer && offered(build) !== build) continue
        const file = build.files.find((one) => one.name === name)
        if (file !== undefined) return { ...file, buildId: build.buildId }
      }
      return null
    },
    judge: (build, older) => {
      const others = builds.filter(({ buildId }) => buildId !== build.buildId)
      if (others.length >= mostConsoleBuilds)
        return fail('build-refused', `The hub holds ${mostConsoleBuilds} console builds: remove one first.`)
      const same = others.filter(({ system }) => system === build.system)
      if (same.some(({ version }) => version === build.version))
        return fail(
          'build-refused',
          `The hub holds another build of ${build.version}: remove that first, or package this one with a version of its own.`,
        )
      const newer = same.find(({ version }) => compareVersions(version, build.version) > 0)
      if (newer !== undefined && !older)
        return fail(
          'build-refused',
          `${build.version} is older than ${newer.version}, which the hub holds. Say that an older one is meant; consoles that are newer stay as they are.`,
        )
      return ok(null)
    },
    put: (next) => {
      builds = next
    },
  }
}
