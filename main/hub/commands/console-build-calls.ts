import type { ConsoleBuild } from '#shared/model/console-build'
import { fail, ok } from '#shared/outcome'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

type ConsoleBuildCalls = CallsNamed<'console-build:list' | 'console-build:upload' | 'console-build:add' | 'console-build:remove'>

/** Newer consoles for staff PCs, which fetch them by HTTPS (console-build-route). */
export const consoleBuildCalls = ({ store, clock, consoleBuilds, consoleBuildShelf }: CommandParts): ConsoleBuildCalls => ({
  'console-build:list': () => ok(consoleBuilds.builds().map((build) => ({ ...build, offered: consoleBuilds.isOffered(build.buildId) }))),

  'console-build:upload': (part, { sessionId }) => consoleBuildShelf.append(sessionId, part),

  'console-build:add': async ({ uploadId, older }, { sessionId, staff, actor }) => {
    const checked = await consoleBuildShelf.take(sessionId, uploadId, (build) => consoleBuilds.judge(build, older))
    if (!checked.ok) return checked
    const at = clock.now()
    const build: ConsoleBuild = { ...checked.value, addedAt: at, addedBy: staff.displayName }
    const builds = [build, ...consoleBuilds.builds().filter(({ buildId }) => buildId !== build.buildId)]
    const kept = await store.transact(async ({ settings, audit }) => {
      await settings.keepConsoleBuilds(builds, at)
      const detail = `${build.system}, signed by ${build.keyFingerprint.slice(0, 16)}, ${build.buildId.slice(0, 16)}${older ? ', older one allowed' : ''}`
      await audit.append({ at, action: 'console-build:add', staff: actor, subject: build.version, detail, address: actor.address })
      return ok(build)
    })
    if (kept.ok) consoleBuilds.put(builds)
    else if (!consoleBuilds.builds().some(({ buildId }) => buildId === build.buildId)) await consoleBuildShelf.remove(build.buildId)
    return kept
  },

  'console-build:remove': async ({ buildId }, { actor }) => {
    const build = consoleBuilds.builds().find((one) => one.buildId === buildId)
    if (build === undefined) return fail('not-found', 'There is no such build any more. Look at the builds again.')
    const builds = consoleBuilds.builds().filter((one) => one !== build)
    const removed = await store.transact(async ({ settings, audit }) => {
      const at = clock.now()
      await settings.keepConsoleBuilds(builds, at)
      const detail = `${build.system}, ${build.buildId.slice(0, 16)}`
      await audit.append({ at, action: 'console-build:remove', staff: actor, subject: build.version, detail, address: actor.address })
      return ok(null)
    })
    if (!removed.ok) return removed
    consoleBuilds.put(builds)
    await consoleBuildShelf.remove(buildId)
    return ok(null)
  },
})
