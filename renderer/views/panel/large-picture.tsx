import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceView } from '#shared/model/device'
import { Ago } from '../../components/ago'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import classes from './panel.module.css'

/** Copies the PC's own canvas after every frame: the tile keeps showing the same picture. */
const ScreenCopy = ({ deviceId, source }: { readonly deviceId: string; readonly source: HTMLCanvasElement }) => {
  const { screens } = useConsole()
  const copy = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const draw = (): void => {
      const canvas = copy.current
      if (canvas === null || source.width === 0) return
      if (canvas.width !== source.width) canvas.width = source.width
      if (canvas.height !== source.height) canvas.height = source.height
      canvas.getContext('2d', { alpha: false })?.drawImage(source, 0, 0)
    }
    draw()
    return screens.follow(deviceId, draw)
  }, [screens, deviceId, source])
  return <canvas ref={copy} className={classes['screen']} />
}

/** Every monitor of the PC as large as the panel is wide. */
export const LargePicture = ({ device }: { readonly device: DeviceView }) => {
  const { t } = useTranslation()
  const { screens, link } = useConsole()
  const pictures = useStore(screens.byDevice.at(device.deviceId)) ?? []
  const stale = useStore(link.state).kind !== 'signed-in' || device.presence.state === 'silent'
  const takenAt = screens.takenAt(device.deviceId)
  return (
    <div className={classes['screens']} data-stale={stale || undefined}>
      {pictures.length === 0 && <div className={classes['noPicture']}>{t('tile.noPicture')}</div>}
      {pictures.map((screen) => (
        <ScreenCopy key={screen.monitor} deviceId={device.deviceId} source={screen.canvas} />
      ))}
      {stale && takenAt !== null && (
        <div className={classes['stale']}>
          {t('tile.lastPicture')} <Ago at={takenAt} />
        </div>
      )}
    </div>
  )
}
