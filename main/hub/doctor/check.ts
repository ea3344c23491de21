import type { HubCheck } from '#shared/model/hub-check'

type Make = (check: HubCheck['check'], detail: string) => HubCheck

const made =
  (state: HubCheck['state']): Make =>
  (check, detail) => ({ check, state, detail: detail.slice(0, 500) })

export const good = made('good')
export const warning = made('warning')
export const bad = made('bad')
export const skipped = made('skipped')
