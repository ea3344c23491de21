import type { PolicyChangeRecord } from '#shared/model/policy-change'
import { changeWords } from '#shared/model/policy-words'
import type { Records } from '../../store/store'
import type { Actor } from '../identity/actor'

type ChangeAction = 'policy:propose' | 'policy:decide' | 'policy:withdraw'

/** The audit log's line on what somebody did with a change of the log. */
export const noteChange = ({ audit }: Pick<Records, 'audit'>, action: ChangeAction, actor: Actor, at: number, record: PolicyChangeRecord) =>
  audit.append({
    at,
    action,
    staff: actor,
    subject: record.changeId,
    detail: `${changeWords(record.change)}: ${record.state}${record.note === '' ? '' : ` (${record.note})`}; why: ${record.reason}`,
    address: actor.address,
  })
