import path from 'node:path'
import type { Activity } from '#shared/model/activity'
import type { DurableFact } from '#shared/model/outbox'
import type { BrowserLink } from './browser/browser-link'
import type { AgentClock } from './clock'
import type { Session } from './link/hub-link'
import type { Log } from './log'
import type { Observed, Platform } from './platform/platform'
import { ConcernWatch } from './policy/concern-watch'
import { followPolicies } from './policy/follow-policies'
import { keptRepeats } from './policy/kept-repeats'
import { OwnActs, type OwnActsParts } from './policy/own-acts'
import { PolicyHolder } from './policy/policy-holder'
import type { PolicySetKeeper } from './policy/policy-set-keeper'
import type { ThumbnailPump } from './sensors/thumbnail-pump'
import { SelfTest, type SelfTestParts } from './self-test/self-test'
import { deliverSnapshots } from './snapshots/deliver-snapshots'
import { SnapshotQueue } from './snapshots/snapshot-queue'
import { checkPicture } from './snapshots/picture-check'
import { SnapshotTaker } from './snapshots/snapshot-taker'
import type { StaffGate } from './staff-gate/staff-gate'
import { SealedFile } from './storage/sealed-file'

export interface ConcernParts {
  readonly platform: Platform
  /** Before the staff gate. */
  readonly activity: Observed<Activity | null>
  readonly gate: StaffGate
  readonly browsers: Pick<BrowserLink, 'watchTyped'> & OwnActsParts['browsers'] & SelfTestParts['browsers']
  readonly thumbnails: Pick<ThumbnailPump, 'hide'>
  readonly dataFolder: string
  /** The compiled policies as they ship. */
  readonly policyFile: string
  /** What the school has made of them. */
  readonly sets: PolicySetKeeper
  readonly key: Uint8Array
  readonly clock: AgentClock
  readonly hubNow: () => number
  readonly add: (fact: DurableFact) => void
  /** Resolves when every fact added so far is on the disk, or has failed to be. */
  readonly settled: () => Promise<void>
  readonly leases: OwnActsParts['leases']
  readonly log: Log
}

const tendEveryMs = 60_000

/** The way from what a pupil sees to the pictures of a breach, at work. */
export interface Concerns {
  readonly policies: PolicyHolder
  readonly selfTest: SelfTest
  /** Pictures on this PC that the hub does not hold yet. */
  readonly picturesWaiting: number
  /** Watches until `signal` aborts; resolves when everything is on the disk. */
  run(signal: AbortSignal): Promise<void>
  /** Hands pictures to the hub until the session is over. */
  deliver(session: Session): Promise<void>
}

/** Puts together what evaluates the policies on this PC and what takes the pictures; the facts go to the outbox. */
export async function openConcerns(parts: ConcernParts): Promise<Concerns> {
  const { platform, gate, browsers, thumbnails, dataFolder, policyFile, sets, key, clock, hubNow, add, settled, leases, log } = parts
  const activity = gate.passing(parts.activity, 'concerns', null)
  const queue = await SnapshotQueue.open({ folder: path.join(dataFolder, 'snapshots'), key, log })
  const taker = new SnapshotTaker({ platform, queue, check: checkPicture, clock, hubNow, log })
  const policies = new PolicyHolder()
  const lastGoodFile = path.join(dataFolder, 'policies.last-good')
  const acts = new OwnActs({ platform, clock, sets, browsers, leases, hubNow, log })
  const selfTest = new SelfTest({ platform, activity, gate, policies, snapshots: taker, queue, browsers, clock, hubNow, add, log })
  const watch = new ConcernWatch({
    platform,
    activity,
    policies,
    snapshots: taker,
    clock,
    hubNow,
    add,
    settled,
    repeats: new SealedFile(keptRepeats, path.join(dataFolder, 'repeats.sealed'), key, log),
    onMatch: acts.onMatch,
    onSelfTest: selfTest.heed,
    isCard: selfTest.isCard,
  })

  /** [BR2, BC4, SG3] No picture shows a page of the privacy list, nor what staff have in front. */
  const hidePrivate = async (sensor: Observed<unknown>, signal: AbortSignal): Promise<void> => {
    for await (const _value of sensor.watch(signal)) {
      const isPrivate = parts.activity.value?.page?.withheld === true
      const { live, pictures } = gate.now
      thumbnails.hide(isPrivate || !live)
      taker.hide(isPrivate || !pictures)
    }
  }
  const typed: typeof watch.typed = (page, field, text) => {
    if (gate.now.concerns) watch.typed(page, field, text)
  }
  let asked = false
  /** [BC6, SG3] Browsers tell what is typed only while the policies look at it, and of staff only what is authorised. */
  const followTyped = async (sensor: Observed<unknown>, signal: AbortSignal): Promise<void> => {
    for await (const _change of sensor.watch(signal)) {
      const asks = policies.current?.readsTyped === true && gate.now.concerns
      if (asks === asked) continue
      asked = asks
      browsers.watchTyped(asks ? typed : null)
    }
  }
  const tend = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await clock.sleep(tendEveryMs, signal)
      queue.tend()
    }
  }
  return {
    policies,
    selfTest,
    get picturesWaiting() {
      return queue.waiting
    },
    run: async (signal) => {
      await Promise.all([
        hidePrivate(parts.activity, signal),
        hidePrivate(gate.changes, signal),
        tend(signal),
        watch.run(signal),
        followTyped(policies.changes, signal),
        followTyped(gate.changes, signal),
        followPolicies({ file: policyFile, lastGoodFile, sets, holder: policies, log }, signal),
      ])
      await queue.settled()
    },
    deliver: (session) => deliverSnapshots(queue, session, { clock, log }),
  }
}
