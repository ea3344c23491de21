import { useCallback } from 'react'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import classes from './tile.module.css'

/** Puts the PC's own canvas into the tile; frames are drawn on it without React. */
export const TilePicture = ({ deviceId }: { readonly deviceId: string }) => {
  const { screens, feed } = useConsole()
  const pictures = useStore(screens.byDevice.at(deviceId))
  const device = useStore(feed.devices.at(deviceId))
  const primary = device?.monitors.find((monitor) => monitor.primary)?.index
  const canvas = (pictures?.find((screen) => screen.monitor === primary) ?? pictures?.[0])?.canvas ?? null
  const place = useCallback(
    (holder: HTMLDivElement | null) => {
      if (holder === null) return
      if (canvas === null) holder.replaceChildren()
      else if (canvas.parentNode !== holder) holder.replaceChildren(canvas)
    },
    [canvas],
  )
  return <div className={classes['canvas']} ref={place} aria-hidden="true" data-empty={canvas === null || undefined} />
}
