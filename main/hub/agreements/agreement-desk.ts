import { type AgreementPupil, type AgreementSet, keyStageOf } from '#shared/model/agreement'
import { samePupil } from '#shared/model/internet'
import { ok } from '#shared/outcome'
import type { AgentOrders } from '#shared/protocol/agent-hub'
import type { EventOf, PayloadIn } from '#shared/protocol/table'
import type { Store } from '../../store/store'
import type { Log } from '../log'
import type { AgentLinks } from '../presence/agent-links'
import type { Roster } from '../presence/roster'
import { followSignedIn } from '../presence/signed-in'

/** What PCs ask pupils to agree to [AU2]. */
export interface AgreementDesk {
  /** For the answer to a hello that names the revision the PC holds; null where it need not learn any (PR8). */
  welcome(deviceId: string, held: number): AgreementSet | null
  current(): AgreementSet
  /** The store holds this from now on: every PC is told. */
  put(set: AgreementSet): void
  /** The roster has changed for these pupils: the PCs where they sit are told. */
  rosterChanged(userNames: readonly string[]): void
}

interface AgreementDeskParts {
  readonly set: AgreementSet
  readonly store: Store
  readonly roster: Roster
  readonly links: AgentLinks
  readonly log: Log
}

export const createAgreementDesk = ({ set, store, roster, links, log }: AgreementDeskParts): AgreementDesk => {
  let current = set

  const order = <E extends EventOf<AgentOrders> & `agreement:${string}`>(
    deviceId: string,
    event: E,
    payload: PayloadIn<AgentOrders, E>,
  ): void => {
    const link = links.get(deviceId)
    if (link?.capabilities.includes('agreement') !== true) return
    link.order(event, payload).then(
      (answer) => {
        // The next hello, or the next sign-in, heals it.
        if (!answer.ok) log.warn('agreement-unanswered', { deviceId, event, code: answer.code })
      },
      (error: unknown) => {
        log.error('agreement-order-failed', error, { deviceId, event })
      },
    )
  }

  const introduce = async (deviceId: string, userName: string, guest: boolean): Promise<void> => {
    if (guest) return
    const found = await store.transact(async ({ pupils, agreements }) =>
      ok({ pupil: await pupils.find(userName), agreed: await agreements.agreedBy(userName) }),
    )
    if (!found.ok) {
      log.warn('agreement-not-told', { deviceId, code: found.code })
      return
    }
    const { pupil, agreed } = found.value
    const told: AgreementPupil = { userName, keyStage: keyStageOf(pupil?.yearGroup ?? null), agreed }
    order(deviceId, 'agreement:pupil', told)
  }

  const introduceSoon = (deviceId: string, userName: string, guest: boolean): void => {
    introduce(deviceId, userName, guest).catch((error: unknown) => {
      log.error('agreement-not-told', error, { deviceId })
    })
  }

  followSignedIn(roster, ({ deviceId }, { name, guest }) => {
    introduceSoon(deviceId, name, guest)
  })

  return {
    welcome: (deviceId, held) =>
      roster.get(deviceId)?.capabilities.includes('agreement') === true && held !== current.revision ? current : null,
    current: () => current,
    put: (next) => {
      current = next
      for (const { deviceId } of links.all()) order(deviceId, 'agreement:set', next)
    },
    rosterChanged: (userNames) => {
      for (const { deviceId, user, presence } of roster.all()) {
        if (user === null || presence.state !== 'live' || !userNames.some((name) => samePupil(name, user.name))) continue
        introduceSoon(deviceId, user.name, user.guest)
      }
    },
  }
}
