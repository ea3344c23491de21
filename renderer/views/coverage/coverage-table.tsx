import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { CoverageRow } from '#shared/model/coverage'
import classes from './coverage.module.css'
import { CoverageCells } from './coverage-row'

/** A row with one reason; others are measured. */
const rowPx = 76

const columns = ['pc', 'wrong', 'since', 'picture', 'versions', 'clock', 'browsers', 'waiting', 'disk'] as const

interface CoverageTableProps {
  readonly rows: readonly CoverageRow[]
  readonly nameOf: (roomId: string) => string
}

/** PCs one below the other, only as many in the page as are in sight. */
export const CoverageTable = ({ rows, nameOf }: CoverageTableProps) => {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.deviceId ?? index,
    estimateSize: () => rowPx,
    overscan: 6,
  })
  return (
    <div
      ref={scroller}
      className={classes['scroller']}
      role="table"
      tabIndex={0}
      aria-label={t('coverage.table')}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
    >
      <div role="rowgroup" className={classes['head']}>
        <div role="row" aria-rowindex={1} className={classes['cells']}>
          {columns.map((column) => (
            <div key={column} role="columnheader">
              {t(`coverage.column.${column}`)}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className={classes['sheet']} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index]
          return (
            row !== undefined && (
              <div
                key={key}
                ref={virtualizer.measureElement}
                data-index={index}
                data-device-id={row.deviceId}
                role="row"
                aria-rowindex={index + 2}
                className={classes['cells']}
                style={{ transform: `translateY(${start}px)` }}
              >
                <CoverageCells row={row} roomName={nameOf(row.roomId)} />
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}
