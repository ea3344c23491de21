import { useTranslation } from 'react-i18next'
import type { IncidentDeed } from '#shared/model/incident'
import { exactTime } from '../../state/time-words'

/** What was done, in a sentence. */
export const useDeedWords = (): ((deed: IncidentDeed) => string) => {
  const { t } = useTranslation()
  const numbers = (all: readonly number[]): string => all.join(', ')
  return (deed) => {
    switch (deed.kind) {
      case 'opened':
        return t('incidents.deed.opened')
      case 'described':
        return t('incidents.deed.described', { title: deed.title, who: deed.person ?? t('incidents.nobody') })
      case 'linked':
        return t('incidents.deed.linked', { numbers: numbers(deed.breachNumbers) })
      case 'unlinked':
        return t('incidents.deed.unlinked', { numbers: numbers(deed.breachNumbers) })
      case 'decided':
        return t('incidents.deed.decided', { state: t(`breachState.${deed.to}`) })
      case 'assigned':
        return deed.to === null ? t('incidents.deed.unassigned') : t('incidents.deed.assigned', { who: deed.to })
      case 'noted':
        return t('incidents.deed.noted')
      case 'routed':
        return t('incidents.deed.routed', { title: deed.title })
      case 'acted':
        return t(deed.doneAt === null ? 'incidents.deed.planned' : 'incidents.deed.done', { what: t(`routeAction.${deed.action}`) })
      case 'access-removed':
        return t('incidents.deed.accessRemoved', { until: exactTime(deed.until) })
      case 'parents-told':
        return t('incidents.deed.parentsTold', { who: deed.who, by: deed.toldBy, how: t(`toldHow.${deed.how}`) })
      case 'parents-withheld':
        return t('incidents.deed.parentsWithheld')
      case 'parents-taken-back':
        return t('incidents.deed.parentsTakenBack')
      case 'letter-decided':
        return t(deed.approve ? 'incidents.deed.letterApproved' : 'incidents.deed.letterSentBack', { title: deed.title })
      case 'letter-issued':
        return t('incidents.deed.letterIssued', { number: deed.letterNumber, title: deed.title })
      case 'quarantined':
        return t('incidents.deed.quarantined', { numbers: numbers(deed.breachNumbers) })
      case 'report-linked':
        return t('incidents.deed.reportLinked', { number: deed.reportNumber })
      case 'report-unlinked':
        return t('incidents.deed.reportUnlinked', { number: deed.reportNumber })
      case 'packed':
        return t('incidents.deed.packed')
    }
  }
}

/** What somebody wrote with it; empty where nobody did. */
export const wordsWith = (deed: IncidentDeed): string => {
  switch (deed.kind) {
    case 'decided':
    case 'noted':
    case 'parents-told':
    case 'letter-decided':
      return deed.note
    case 'routed':
    case 'quarantined':
    case 'packed':
    case 'parents-withheld':
    case 'parents-taken-back':
      return deed.reason
    case 'acted':
      return deed.outcome
    case 'access-removed':
      return deed.exceptions.join(', ')
    default:
      return ''
  }
}
