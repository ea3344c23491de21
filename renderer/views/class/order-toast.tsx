import { Button, CloseButton } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useEffect, useReducer } from 'react'
import { useTranslation } from 'react-i18next'
import { useFailureWords } from '../../components/failure-words'
import { useConsole } from '../../console'
import { nameOfOrder, type Order, outcomeOf } from '../../state/orders'
import { tileName } from '../../state/short-name'
import { useStore } from '../../state/use-store'
import classes from './class.module.css'

const shownForMs = 12_000
/** Long enough for a class to answer, so that the outcome is read out once and not PC by PC. */
const settleMs = 1_500

/** Draws anew when one of these PCs has news: only while the toast is there. */
const useNewsOf = (deviceIds: readonly string[]): void => {
  const { feed } = useConsole()
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const stops = deviceIds.map((deviceId) => feed.devices.at(deviceId).subscribe(redraw))
    return () => {
      for (const stop of stops) stop()
    }
  }, [feed, deviceIds])
}

const useWords = (order: Order): { readonly title: string; readonly detail: string; readonly settled: boolean } => {
  const { t } = useTranslation()
  const { feed, presenting } = useConsole()
  const hidden = useStore(presenting)
  const failureWords = useFailureWords()
  useNewsOf(order.deviceIds)
  if (order.failure !== null) return { title: failureWords(order.failure.code), detail: order.failure.detail, settled: true }
  const outcome = outcomeOf(order, (deviceId) => feed.devices.get(deviceId))
  const nameOf = (deviceId: string): string => {
    const device = feed.devices.get(deviceId)
    return device === undefined ? '' : tileName(device, hidden)
  }
  const names = (deviceIds: readonly string[]): string => {
    const first = deviceIds.slice(0, 3).map(nameOf).join(', ')
    return deviceIds.length > 3 ? t('order.andMore', { names: first, count: deviceIds.length - 3 }) : first
  }
  const parts = [
    ...(outcome.failed.length > 0
      ? [t('order.failed', { count: outcome.failed.length, names: names(outcome.failed.map((one) => one.deviceId)) })]
      : []),
    ...(outcome.silent.length > 0 ? [t('order.silent', { count: outcome.silent.length, names: names(outcome.silent) })] : []),
  ]
  const name = nameOfOrder(order)
  const title =
    outcome.waiting > 0
      ? t(`order.asked.${name}`, { count: outcome.total, done: outcome.done })
      : outcome.done === outcome.total
        ? t(`order.all.${name}`, { count: outcome.total, name: nameOf(order.deviceIds[0] ?? '') })
        : t(`order.done.${name}`, { count: outcome.total, done: outcome.done })
  return { title, detail: parts.join(' · '), settled: outcome.waiting === 0 }
}

const Toast = ({ order, roomId }: { readonly order: Order; readonly roomId: string }) => {
  const { t } = useTranslation()
  const { orders, link } = useConsole()
  const { title, detail, settled } = useWords(order)
  const linked = useStore(link.state).kind === 'signed-in'
  useEffect(() => {
    const timer = setTimeout(() => {
      orders.dismiss()
    }, shownForMs)
    return () => {
      clearTimeout(timer)
    }
  }, [orders, order.orderId])
  return (
    <div className={classes['toast']} data-testid="order" data-settled={settled}>
      <div>
        <div className={classes['toastWords']}>{title}</div>
        {detail !== '' && <div className={classes['toastDetail']}>{detail}</div>}
      </div>
      {order.verb !== 'lift' && order.failure === null && order.undoDeviceIds.length > 0 && (
        <Button
          size="xs"
          variant="white"
          color="dark"
          disabled={!linked}
          leftSection={<IconArrowBackUp size={16} aria-hidden="true" />}
          onClick={() => {
            orders.undo(roomId)
          }}
        >
          {t('order.undo')}
        </Button>
      )}
      <CloseButton
        variant="transparent"
        c="white"
        aria-label={t('common.close')}
        onClick={() => {
          orders.dismiss()
        }}
      />
      <Announce words={detail === '' ? title : `${title}. ${detail}`} settled={settled} />
    </div>
  )
}

/** Reads the outcome out once it stands, or after a moment what is known by then. */
const Announce = ({ words, settled }: { readonly words: string; readonly settled: boolean }) => {
  const [due, giveUp] = useReducer(() => true, false)
  useEffect(() => {
    const timer = setTimeout(giveUp, settleMs)
    return () => {
      clearTimeout(timer)
    }
  }, [])
  return (
    <div role="status" className="visually-hidden">
      {settled || due ? words : ''}
    </div>
  )
}

/** How the newest order goes, with the way back. */
export const OrderToast = ({ roomId }: { readonly roomId: string }) => {
  const { orders } = useConsole()
  const order = useStore(orders.latest)
  return order === null ? null : <Toast key={order.orderId} order={order} roomId={roomId} />
}
