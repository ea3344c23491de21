import { Notification } from 'electron'
import type { BridgeCalls } from '#shared/bridge'
import type { Payload } from '#shared/protocol/table'

/** Held until they close: a notice that is collected as garbage never reports its click. */
const shown = new Set<Notification>()

/** Shows a notice of the system's own; false where the system has none. */
export const showNotice = ({ title, body, urgent }: Payload<BridgeCalls, 'notice:show'>, onClick: () => void): boolean => {
  if (!Notification.isSupported()) return false
  const notice = new Notification({ title, body, urgency: urgent ? 'critical' : 'normal' })
  shown.add(notice)
  const forget = (): void => void shown.delete(notice)
  notice.on('close', forget)
  notice.on('failed', forget)
  notice.on('click', () => {
    forget()
    onClick()
  })
  notice.show()
  return true
}
