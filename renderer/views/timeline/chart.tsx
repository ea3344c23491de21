import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { colourCount, percentOf, type Stretch, ticksOf, type TimelineRow } from '../../state/timeline'
import { type BarPlace, stepBar } from '../../state/timeline-steps'
import { clockTime } from '../../state/time-words'
import { useBarWords } from './bar-words'
import classes from './timeline.module.css'

const rowPx = 40
/** Narrower than this share of the width, a bar has no room for its application's name. */
const namedFromPercent = 6

interface ChartProps {
  readonly rows: readonly TimelineRow[]
  readonly shown: Stretch
  readonly colours: ReadonlyMap<string, number>
  /** Names of pupils and titles are hidden while presenting. */
  readonly hidden: boolean
  /** Looks at one PC alone; null where there is but one. */
  readonly onChoose: ((deviceId: string) => void) | null
}

const barId = ({ row, bar }: BarPlace): string => `bar-${row}-${bar}`

const Axis = ({ shown }: { readonly shown: Stretch }) => (
  <div className={classes['axis']} aria-hidden="true">
    <span className={classes['label']} />
    <div className={classes['track']}>
      {ticksOf(shown).map((at) => (
        <span key={at} className={classes['tick']} style={{ left: `${percentOf(at, shown)}%` }}>
          {clockTime(at)}
        </span>
      ))}
    </div>
  </div>
)

/**
 * Bars of applications over time, a row for each PC; only the rows in sight are in the page. The chart itself has the focus, arrows step
 * from bar to bar, and the line below says the exact times of the bar under the pointer or the keyboard.
 */
export const Chart = ({ rows, shown, colours, hidden, onChoose }: ChartProps) => {
  const { t } = useTranslation()
  const words = useBarWords(hidden)
  const scroller = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState<BarPlace | null>(null)
  const [hovered, setHovered] = useState<BarPlace | null>(null)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 4,
  })
  useEffect(() => {
    if (current !== null) virtualizer.scrollToIndex(current.row)
  }, [virtualizer, current])

  const onKey = (event: KeyboardEvent): void => {
    const next = stepBar(rows, current, event.key)
    if (next === null) return
    event.preventDefault()
    setCurrent(next)
    setHovered(null)
  }
  const told = hovered ?? current
  const toldRow = told === null ? undefined : rows[told.row]
  const toldBar = told === null ? undefined : toldRow?.bars[told.bar]
  const details = toldRow === undefined || toldBar === undefined ? null : words(toldRow, toldBar)
  const here = current !== null && rows[current.row]?.bars[current.bar] !== undefined ? current : null

  return (
    <div className={classes['chart']}>
      <Axis shown={shown} />
      <div
        ref={scroller}
        className={classes['rows']}
        role="grid"
        tabIndex={0}
        aria-label={t('timeline.chart')}
        aria-rowcount={rows.length}
        aria-activedescendant={here === null ? undefined : barId(here)}
        onKeyDown={onKey}
        onFocus={() => {
          if (current === null) setCurrent(stepBar(rows, null, 'ArrowRight'))
        }}
        onMouseLeave={() => {
          setHovered(null)
        }}
      >
        <div className={classes['sheet']} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <div
                key={key}
                role="row"
                aria-rowindex={index + 1}
                className={classes['row']}
                data-device-id={row.deviceId}
                style={{ transform: `translateY(${start}px)` }}
              >
                <div role="rowheader" className={classes['label']}>
                  <RowName row={row} hidden={hidden} onChoose={onChoose} />
                </div>
                <div role="presentation" className={classes['track']}>
                  {row.bars.length === 0 && (
                    <span role="gridcell" className={classes['nothing']}>
                      {t('timeline.nothingHere')}
                    </span>
                  )}
                  {row.bars.map((bar, at) => {
                    const left = percentOf(bar.from, shown)
                    const width = percentOf(bar.until, shown) - left
                    const place = { row: index, bar: at }
                    return (
                      <span
                        key={bar.from}
                        id={barId(place)}
                        role="gridcell"
                        aria-label={words(row, bar)}
                        className={classes['bar']}
                        data-colour={colours.get(bar.application) ?? colourCount}
                        data-current={(here?.row === index && here.bar === at) || undefined}
                        style={{ left: `${left}%`, width: `${width}%` }}
                        onMouseEnter={() => {
                          setHovered(place)
                        }}
                        onClick={() => {
                          setCurrent(place)
                        }}
                      >
                        {width >= namedFromPercent && bar.application}
                      </span>
                    )
                  })}
                </div>
              </div>
            )
          })}
        </div>
      </div>
      <div className={classes['details']} data-testid="bar-details">
        {details ?? t('timeline.pointAt')}
      </div>
    </div>
  )
}

const RowName = ({ row, hidden, onChoose }: { readonly row: TimelineRow } & Pick<ChartProps, 'hidden' | 'onChoose'>) => {
  const { t } = useTranslation()
  const users = hidden ? '' : row.users.join(', ')
  const name = users === '' ? row.deviceName : users
  return (
    <>
      {onChoose === null ? (
        <span className={classes['name']} title={name}>
          {name}
        </span>
      ) : (
        <button
          type="button"
          tabIndex={-1}
          className={classes['name']}
          title={t('timeline.choose', { name })}
          onClick={() => {
            onChoose(row.deviceId)
          }}
        >
          {name}
        </button>
      )}
      {name !== row.deviceName && <span className={classes['pc']}>{row.deviceName}</span>}
    </>
  )
}
