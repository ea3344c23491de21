import { useVirtualizer } from '@tanstack/react-virtual'
import { type MouseEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConsole } from '../../console'
import type { ClassGrid } from '../../state/class-grid'
import type { TileSize } from '../../state/preferences'
import { click } from '../../state/selection'
import { useStore } from '../../state/use-store'
import classes from './class.module.css'
import { Tile, tileDomId } from './tile'

const gapPx = 12
const paddingPx = 16
/** Narrowest tile of each size, so that thirty small, twelve medium or six large ones fit a 1280 x 800 screen. */
const narrowestPx: Readonly<Record<TileSize, number>> = { small: 168, medium: 244, large: 344 }
/** Widest tile of each size in a plan. */
const widestOfPlanPx: Readonly<Record<TileSize, number>> = { small: 244, medium: 344, large: 560 }
/** Above the front row of a plan. */
const frontPx = 36
/** Name and activity under the picture. */
const footPx = 54

interface TileGridProps {
  readonly grid: ClassGrid
  readonly staffId: string
  /** Tells the keyboard how wide a row is. */
  readonly columnsRef: RefObject<number>
  readonly onOpen: (deviceId: string) => void
}

const useWidth = (element: RefObject<HTMLElement | null>): number => {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    if (element.current === null) return
    const observer = new ResizeObserver(([entry]) => {
      setWidth(Math.floor(entry?.contentRect.width ?? 0))
    })
    observer.observe(element.current)
    return () => {
      observer.disconnect()
    }
  }, [element])
  return width
}

/** The tiles, only as many in the page as are in sight. The grid itself has the focus; the keyboard's place is its active descendant. */
export const TileGrid = ({ grid, staffId, columnsRef, onOpen }: TileGridProps) => {
  const { t } = useTranslation()
  const { preferences, link } = useConsole()
  const stale = useStore(link.state).kind !== 'signed-in'
  const { tileSize } = useStore(preferences)
  const shown = useStore(grid.shown)
  const { cursor } = useStore(grid.selection)
  const scroller = useRef<HTMLDivElement>(null)
  const width = useWidth(scroller)

  const layout = useStore(grid.layout)
  const cells = layout?.cells ?? shown
  const columns = layout?.columns ?? Math.max(1, Math.floor((width + gapPx) / (narrowestPx[tileSize] + gapPx)))
  // A plan is seen whole from side to side; a small one has no tiles larger than the largest.
  const tileWidth = Math.min((width - gapPx * (columns - 1)) / columns, layout === null ? Infinity : widestOfPlanPx[tileSize])
  const rowPx = Math.round((tileWidth * 9) / 16) + footPx + gapPx
  const rows = Math.ceil(cells.length / columns)
  useEffect(() => {
    columnsRef.current = columns
  }, [columns, columnsRef])

  const virtualizer = useVirtualizer({
    count: width === 0 ? 0 : rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    paddingStart: paddingPx + (layout === null ? 0 : frontPx),
    paddingEnd: paddingPx,
    overscan: 1,
  })
  useEffect(() => {
    virtualizer.measure()
  }, [virtualizer, rowPx])

  const cursorRow = cursor === null ? -1 : Math.floor(cells.indexOf(cursor) / columns)
  useEffect(() => {
    if (cursorRow >= 0) virtualizer.scrollToIndex(cursorRow)
  }, [virtualizer, cursorRow])

  const onPick = useCallback(
    (deviceId: string, event: MouseEvent) => {
      const modifiers = { toggle: event.ctrlKey || event.metaKey, extend: event.shiftKey }
      grid.select((selection, order) => click(selection, order, deviceId, modifiers))
    },
    [grid],
  )

  const active = cursor !== null && shown.includes(cursor) ? cursor : null
  return (
    <div
      ref={scroller}
      className={classes['scroller']}
      role="grid"
      data-stale={stale || undefined}
      tabIndex={0}
      aria-label={t('grid.label')}
      aria-multiselectable="true"
      aria-rowcount={rows}
      aria-colcount={columns}
      aria-activedescendant={active === null ? undefined : tileDomId(active)}
      onFocus={() => {
        if (cursor === null) grid.select((selection, order) => ({ ...selection, cursor: order[0] ?? null }))
      }}
    >
      <div className={classes['sheet']} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {layout !== null && (
          <div className={classes['front']} role="presentation">
            {t('grid.front')}
          </div>
        )}
        {virtualizer.getVirtualItems().map((row) => (
          <div
            key={row.key}
            role="row"
            aria-rowindex={row.index + 1}
            className={classes['row']}
            style={{
              transform: `translateY(${row.start}px)`,
              gridTemplateColumns: `repeat(${columns}, minmax(0, ${layout === null ? '1fr' : `${tileWidth}px`}))`,
              justifyContent: layout === null ? undefined : 'center',
            }}
          >
            {cells
              .slice(row.index * columns, (row.index + 1) * columns)
              .map((deviceId, place) =>
                deviceId === null ? (
                  <div key={place} role="gridcell" className={classes['noSeat']} aria-label={t('grid.noSeat')} />
                ) : (
                  <Tile key={deviceId} deviceId={deviceId} grid={grid} staffId={staffId} onPick={onPick} onOpen={onOpen} />
                ),
              )}
          </div>
        ))}
      </div>
    </div>
  )
}
