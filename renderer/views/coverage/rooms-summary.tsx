import { useTranslation } from 'react-i18next'
import { coverageStates } from '#shared/model/coverage-reason'
import type { RoomCoverage } from '../../state/coverage'
import classes from './coverage.module.css'
import { CoverageBar } from './state-bar'
import { StateIcon } from './state-icon'

interface RoomsSummaryProps {
  readonly rooms: readonly RoomCoverage[]
  readonly nameOf: (roomId: string) => string
  /** The room shown below; null for all. */
  readonly chosen: string | null
  readonly onChoose: (roomId: string | null) => void
}

/** A room a button, drawn as a bar: pressed, only its PCs are shown below. */
export const RoomsSummary = ({ rooms, nameOf, chosen, onChoose }: RoomsSummaryProps) => {
  const { t } = useTranslation()
  return (
    <ul className={classes['rooms']} aria-label={t('coverage.byRoom')}>
      {rooms.map(({ roomId, expected, counts }) => (
        <li key={roomId}>
          <button
            type="button"
            className={classes['room']}
            aria-pressed={roomId === chosen}
            onClick={() => {
              onChoose(roomId === chosen ? null : roomId)
            }}
          >
            <span className={classes['roomName']}>{nameOf(roomId)}</span>
            <CoverageBar counts={counts} expected={expected} />
            <span className={classes['counts']}>
              {coverageStates
                .toReversed()
                .filter((state) => counts[state] > 0)
                .map((state) => (
                  <span key={state} className={classes['count']}>
                    <StateIcon state={state} size={14} />
                    {t(`coverage.count.${state}`, { count: counts[state] })}
                  </span>
                ))}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
