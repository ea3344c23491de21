import { randomUUID } from 'node:crypto'
import type { PowerOrder } from '#shared/model/power'

/** An order of a teacher to shut down after a minute's warning, given now by `from`. */
export const powerOrder = (from: number, changes: Partial<PowerOrder> = {}): PowerOrder => ({
  powerId: randomUUID(),
  action: 'shut-down',
  warnSeconds: 60,
  spareInUse: false,
  putOffMinutes: 0,
  owner: { staffId: randomUUID(), displayName: 'Ms Lee' },
  scheduled: false,
  from,
  ...changes,
})
