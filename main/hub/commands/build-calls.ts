import type { AgentBuild, RollOut, RollOutPlan } from '#shared/model/agent-build'
import { targetVersion } from '#shared/model/agent-build'
import { fail, ok } from '#shared/outcome'
import type { CheckedArchive } from '../builds/check-archive'
import { goSeparateWays } from '../builds/standing'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

type BuildCalls = CallsNamed<'build:list' | 'build:upload' | 'build:add' | 'build:remove' | 'build:roll-out' | 'build:progress'>

const gone = () => fail('not-found', 'There is no such build any more. Look at the builds again.')

const named = ({ manifest, buildId, keyFingerprint, bytes }: CheckedArchive, addedAt: number, addedBy: string): AgentBuild => ({
  buildId,
  kind: manifest.kind,
  version: targetVersion(manifest),
  from: manifest.kind === 'roll-back' ? manifest.from : null,
  platform: manifest.kind === 'program' ? manifest.platform : '',
  bytes,
  keyFingerprint,
  madeAt: manifest.madeAt,
  addedAt,
  addedBy,
})

const planWords = ({ state, percent, roomIds, inUse, withinMinutes }: RollOutPlan): string =>
  `${state}, ${percent} % of ${roomIds === null ? 'all rooms' : `${roomIds.length} rooms`}${inUse ? ', in use too' : ''}, back after ${withinMinutes} min`

/** Builds of the agent, and their way onto the PCs. */
export const buildCalls = ({ store, clock, rollOuts, buildShelf }: CommandParts): BuildCalls => ({
  'build:list': () => ok(rollOuts.builds().map((build) => ({ ...build, rollOut: rollOuts.rollOut(build.buildId) }))),

  'build:upload': (part, { sessionId }) => buildShelf.append(sessionId, part),

  'build:add': async ({ uploadId }, { sessionId, staff, actor }) => {
    const checked = await buildShelf.take(sessionId, uploadId)
    if (!checked.ok) return checked
    const at = clock.now()
    const present = rollOuts.builds().find(({ buildId }) => buildId === checked.value.buildId)
    // Added again after its file was lost: the file is there again.
    if (present !== undefined) return ok(present)
    const build = named(checked.value, at, staff.displayName)
    const kept = await store.transact(async ({ agentBuilds, audit }) => {
      await agentBuilds.add(build)
      const detail = `${build.kind}, ${build.platform}, signed by ${build.keyFingerprint.slice(0, 16)}, ${build.buildId.slice(0, 16)}`
      await audit.append({ at, action: 'build:add', staff: actor, subject: build.version, detail, address: actor.address })
      return ok(build)
    })
    if (kept.ok) rollOuts.addBuild(build)
    else await buildShelf.remove(build.buildId)
    return kept
  },

  'build:remove': async ({ buildId }, { actor }) => {
    const build = rollOuts.builds().find((one) => one.buildId === buildId)
    if (build === undefined) return gone()
    const state = rollOuts.rollOut(buildId)?.state
    if (state === 'running' || state === 'paused') return fail('in-use', 'This build is being rolled out: stop that first.')
    const removed = await store.transact(async ({ agentBuilds, audit }) => {
      await agentBuilds.remove(buildId)
      const [at, detail] = [clock.now(), build.buildId.slice(0, 16)]
      await audit.append({ at, action: 'build:remove', staff: actor, subject: build.version, detail, address: actor.address })
      return ok(null)
    })
    if (!removed.ok) return removed
    rollOuts.removeBuild(buildId)
    await buildShelf.remove(buildId)
    return ok(null)
  },

  'build:roll-out': async (plan, { staff, actor }) => {
    const build = rollOuts.builds().find(({ buildId }) => buildId === plan.buildId)
    if (build === undefined) return gone()
    const others = rollOuts.running().filter((other) => other.build.buildId !== plan.buildId && !goSeparateWays(other.build, build))
    if (plan.state === 'running' && others.length > 0)
      return fail('in-use', 'Another build is being rolled out to such PCs: pause or stop that first.')
    const at = clock.now()
    const before = rollOuts.rollOut(plan.buildId)
    const rollOut: RollOut = {
      ...plan,
      startedAt: before?.startedAt ?? at,
      startedBy: before?.startedBy ?? staff.displayName,
      changedAt: at,
    }
    const kept = await store.transact(async ({ agentBuilds, audit }) => {
      await agentBuilds.keepRollOut(rollOut)
      const detail = planWords(plan)
      await audit.append({ at, action: 'build:roll-out', staff: actor, subject: build.version, detail, address: actor.address })
      return ok(rollOut)
    })
    if (!kept.ok) return kept
    rollOuts.put(rollOut)
    rollOuts.run()
    return kept
  },

  'build:progress': ({ buildId }) => {
    const build = rollOuts.builds().find((one) => one.buildId === buildId)
    return build === undefined ? gone() : ok({ rollOut: rollOuts.rollOut(buildId), devices: [...rollOuts.progress(buildId)] })
  },
})
