import {
  type AgreementAnswer,
  type AgreementPupil,
  type AgreementSet,
  type AgreementText,
  nothingToAgree,
  schoolYearOf,
} from '#shared/model/agreement'
import type { SignedInUser } from '#shared/model/activity'
import { samePupil } from '#shared/model/internet'
import type { AgentClock } from '../clock'
import type { LeaseKeeper } from '../leases/lease-keeper'
import type { Log } from '../log'
import type { Observed, Platform } from '../platform/platform'
import type { SealedFile } from '../storage/sealed-file'
import { type KeptAgreements, mostPupilsKept, type Visit } from './kept-agreements'

export interface AgreementKeeperParts {
  readonly platform: Pick<Platform, 'user' | 'overlay' | 'power'>
  readonly leases: Pick<LeaseKeeper, 'coverElse'>
  readonly file: SealedFile<KeptAgreements>
  /** The hub's time, as the PC reckons it. */
  readonly hubNow: () => number
  readonly clock: AgentClock
  readonly log: Log
}

/** [AU3] So long the hub's word on somebody who has just signed in is waited for. */
const wordWithinMs = 2_000
/** [AU4] */
const answerWithinMs = 10 * 60_000
/** [AU6] */
const showWithinMs = 30_000
/** Programs get this long to close before the system ends the session. */
const closeWithinMs = 20_000
const gonePatienceMs = 30_000
/** A timer does not run while the PC sleeps. */
const longestNapMs = 15_000

/** How asking somebody goes; `uptimeMs` are the PC's. */
interface Asking extends Visit {
  readonly seenAtMs: number
  /** The hub has said what it knows of them. */
  told: boolean
  /** They could not be logged off, and are asked once more. */
  again: boolean
  /** What they have been shown, and since when it is; both of this try. */
  shownMs: number
  shownSinceMs: number | null
  /** The text is wanted on the screen and is not there yet. */
  drawingSinceMs: number | null
  /** A log-off under way, and when the system said that the session is over; null while none is. */
  leaving: { overMs: number | null } | null
}

/** Where answers go: the outbox, once it is there. */
export interface AnswerTaker {
  add(answer: AgreementAnswer): void
  settled(): Promise<void>
}

/** [AU2 to AU6] Asks whoever signs in to agree to the school's text, with or without the hub, and strands nobody. */
export class AgreementKeeper {
  readonly #parts: AgreementKeeperParts
  #set: AgreementSet = nothingToAgree
  #pupils: readonly AgreementPupil[] = []
  #letIn: Visit | null = null
  #answers: AgreementAnswer[] = []
  #asking: Asking | null = null
  #taker: AnswerTaker | null = null
  #hubHeard: () => boolean = () => false
  #turned = new AbortController()

  constructor(parts: AgreementKeeperParts) {
    this.#parts = parts
  }

  /** What the hub told last; 0 when it never did. */
  get revision(): number {
    return this.#set.revision
  }

  /** Takes up what is on the disk. */
  resume(): void {
    const kept = this.#parts.file.load()
    if (kept === null) return
    this.#set = kept.set
    this.#pupils = kept.pupils
    this.#letIn = kept.letIn
    this.#answers = kept.answers
  }

  /** Asks this from now on; resolves when it is on the disk. */
  async follow(set: AgreementSet): Promise<void> {
    this.#set = set
    await this.#save()
    this.#turn()
  }

  /** What the hub knows of one pupil; resolves when it is on the disk. */
  async learn(told: AgreementPupil): Promise<void> {
    const known = this.#pupils.find(({ userName }) => samePupil(userName, told.userName))
    // The answer that this PC took may still be on its way to the hub.
    const agreed = known?.agreed != null && this.#holds(known.agreed) ? known.agreed : told.agreed
    this.#remember({ ...told, agreed })
    if (this.#asking !== null && samePupil(this.#asking.user, told.userName)) this.#asking.told = true
    await this.#save()
    this.#turn()
  }

  /** From now on answers go there, those that waited first. `hubHeard`: whether a word of the hub can be waited for. */
  async handTo(taker: AnswerTaker, hubHeard: () => boolean): Promise<void> {
    this.#taker = taker
    this.#hubHeard = hubHeard
    const waiting = this.#answers
    for (const answer of waiting) taker.add(answer)
    await taker.settled()
    this.#answers = this.#answers.filter((answer) => !waiting.includes(answer))
    if (waiting.length > 0) await this.#save()
  }

  /** Asks until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { platform, file, clock } = this.#parts
    const follow = async (observed: Observed<unknown>): Promise<void> => {
      for await (const _value of observed.watch(signal)) this.#turn()
    }
    const watchTime = async (): Promise<void> => {
      signal.addEventListener('abort', () => this.#turn())
      for (let stopped = signal.aborted; !stopped; stopped = signal.aborted) {
        this.#turned = new AbortController()
        await clock.sleep(Math.min(this.#look(), longestNapMs), this.#turned.signal)
      }
    }
    await Promise.all([follow(platform.user), follow(platform.overlay.asking), watchTime()])
    await file.settled()
  }

  #turn(): void {
    this.#turned.abort()
  }

  /** Makes the screen match who is in front and what they have agreed to. Answers how long that holds at most. */
  #look(): number {
    const user = this.#parts.platform.user.value
    if (user === null) {
      this.#asking = null
      this.#cover(null)
      return longestNapMs
    }
    const visit: Visit = { user: user.name, signedInAt: user.sessionStartedAt }
    if (isSame(this.#letIn, visit)) {
      this.#asking = null
      this.#cover(null)
      return longestNapMs
    }
    const nowMs = this.#parts.clock.uptimeMs()
    if (this.#asking === null || !isSame(this.#asking, visit)) this.#asking = beginAsking(visit, nowMs)
    const asking = this.#asking
    if (asking.leaving !== null) return this.#heedLeaving(asking, user, nowMs)
    const mayHearMs = asking.seenAtMs + wordWithinMs - nowMs
    if (this.#set.texts.length > 0 && !user.guest && !asking.told && this.#hubHeard() && mayHearMs > 0) return mayHearMs
    const text = this.#dueText(user)
    if (text === null) {
      this.#admit(visit)
      return longestNapMs
    }
    this.#cover({ kind: 'agreement', agreement: { title: text.title, text: text.text, again: asking.again } })
    return this.#heedAnswer(asking, user, text, nowMs)
  }

  #heedAnswer(asking: Asking, user: SignedInUser, text: AgreementText, nowMs: number): number {
    const { value } = this.#parts.platform.overlay.asking
    if (value === 'agreed') {
      this.#answer(user, text, 'agreed')
      this.#admit(asking)
      return longestNapMs
    }
    if (value === 'shown') asking.shownSinceMs ??= nowMs
    else if (asking.shownSinceMs !== null) {
      asking.shownMs += nowMs - asking.shownSinceMs
      asking.shownSinceMs = null
    }
    asking.drawingSinceMs = value === 'drawing' ? (asking.drawingSinceMs ?? nowMs) : null
    if (asking.drawingSinceMs !== null && nowMs - asking.drawingSinceMs >= showWithinMs) {
      this.#giveUp(asking, user, text, 'The agreement cannot be shown on this screen')
      return longestNapMs
    }
    const shownMs = asking.shownMs + (asking.shownSinceMs === null ? 0 : nowMs - asking.shownSinceMs)
    if (value === 'declined' || shownMs >= answerWithinMs) {
      if (value === 'declined' && !asking.again) this.#answer(user, text, 'declined')
      this.#logOff(asking, value === 'declined' ? 'The agreement was declined' : 'The agreement was not answered')
      return gonePatienceMs
    }
    return asking.drawingSinceMs === null ? answerWithinMs - shownMs : asking.drawingSinceMs + showWithinMs - nowMs
  }

  #logOff(asking: Asking, why: string): void {
    const leaving: NonNullable<Asking['leaving']> = { overMs: null }
    asking.leaving = leaving
    this.#parts.log(`${why}: logging off.`)
    void this.#parts.platform.power.act('log-off', closeWithinMs).then((done) => {
      if (!done.ok) this.#parts.log(`Could not log off (${done.code}): ${done.detail}`)
      // Over already, when it could not be done at all: nobody waits for it.
      leaving.overMs = done.ok ? this.#parts.clock.uptimeMs() : Number.NEGATIVE_INFINITY
      this.#turn()
    })
  }

  /** [AU4] Who is still there is asked once more, then let in. */
  #heedLeaving(asking: Asking, user: SignedInUser, nowMs: number): number {
    if (asking.leaving?.overMs == null) return gonePatienceMs
    const leftMs = asking.leaving.overMs + gonePatienceMs - nowMs
    if (leftMs > 0) return leftMs
    const text = this.#dueText(user)
    if (asking.again && text !== null) {
      this.#giveUp(asking, user, text, 'Nobody can be logged off here')
      return longestNapMs
    }
    this.#asking = { ...beginAsking(asking, nowMs), told: true, again: true }
    return 0
  }

  /** What this user has yet to agree to; null for nothing. */
  #dueText(user: SignedInUser): AgreementText | null {
    const known = user.guest ? undefined : this.#pupils.find(({ userName }) => samePupil(userName, user.name))
    const text = this.#set.texts.find(({ keyStage }) => keyStage === (known?.keyStage ?? 'other'))
    if (text === undefined) return null
    const agreed = known?.agreed ?? null
    return agreed?.versionId === text.versionId && agreed.schoolYear === schoolYearOf(this.#parts.hubNow()) ? null : text
  }

  #holds({ versionId, schoolYear }: NonNullable<AgreementPupil['agreed']>): boolean {
    return schoolYear === schoolYearOf(this.#parts.hubNow()) && this.#set.texts.some((text) => text.versionId === versionId)
  }

  #answer({ name, guest }: SignedInUser, { versionId, keyStage }: AgreementText, answer: AgreementAnswer['answer']): void {
    const at = this.#parts.hubNow()
    const schoolYear = schoolYearOf(at)
    if (answer === 'agreed' && !guest) {
      const known = this.#pupils.find(({ userName }) => samePupil(userName, name))
      this.#remember({ userName: name, keyStage: known?.keyStage ?? keyStage, agreed: { versionId, schoolYear } })
    }
    const fact: AgreementAnswer = { kind: 'agreement', user: name, guest, versionId, schoolYear, answer, at }
    if (this.#taker === null) this.#answers = [...this.#answers, fact].slice(-100)
    else this.#taker.add(fact)
    void this.#save()
  }

  /** [AU6] */
  #giveUp(visit: Visit, user: SignedInUser, text: AgreementText, why: string): void {
    this.#parts.log(`${why}: whoever is there is let in without.`)
    this.#answer(user, text, 'unasked')
    this.#admit(visit)
  }

  #admit({ user, signedInAt }: Visit): void {
    this.#letIn = { user, signedInAt }
    this.#asking = null
    this.#cover(null)
    void this.#save()
  }

  #remember(pupil: AgreementPupil): void {
    const others = this.#pupils.filter(({ userName }) => !samePupil(userName, pupil.userName))
    this.#pupils = [...others, pupil].slice(-mostPupilsKept)
  }

  #cover(cover: Parameters<LeaseKeeper['coverElse']>[0]): void {
    void this.#parts.leases.coverElse(cover)
  }

  async #save(): Promise<void> {
    this.#parts.file.save({ set: this.#set, pupils: [...this.#pupils], letIn: this.#letIn, answers: this.#answers })
    await this.#parts.file.settled()
  }
}

const isSame = (one: Visit | null, other: Visit): boolean => one?.user === other.user && one.signedInAt === other.signedInAt

const beginAsking = ({ user, signedInAt }: Visit, nowMs: number): Asking => ({
  user,
  signedInAt,
  seenAtMs: nowMs,
  told: false,
  again: false,
  shownMs: 0,
  shownSinceMs: null,
  drawingSinceMs: null,
  leaving: null,
})
