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

  const columns = Math.max(1, Math.floor((width + gapPx) / (narrowestPx[tileSize] + gapPx)))
  const tileWidth = (width - gapPx * (columns - 1)) / columns
  const rowPx = Math.round((tileWidth * 9) / 16) + footPx + gapPx
  const rows = Math.ceil(shown.length / columns)
  useEffect(() => {
    columnsRef.current = columns
  }, [columns, columnsRef])

  const virtualizer = useVirtualizer({
    count: width === 0 ? 0 : rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    paddingStart: paddingPx,
    paddingEnd: paddingPx,
    overscan: 1,
  })
  useEffect(() => {
    virtualizer.measure()
  }, [virtualizer, rowPx])

  const cursorRow = cursor === null ? -1 : Math.floor(shown.indexOf(cursor) / columns)
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
        {virtualizer.getVirtualItems().map((row) => (
          <div
            key={row.key}
            role="row"
            aria-rowindex={row.index + 1}
            className={classes['row']}
            style={{ transform: `translateY(${row.start}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
          >
            {shown.slice(row.index * columns, (row.index + 1) * columns).map((deviceId) => (
              <Tile key={deviceId} deviceId={deviceId} grid={grid} staffId={staffId} onPick={onPick} onOpen={onOpen} />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}
