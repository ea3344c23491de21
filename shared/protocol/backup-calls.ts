import { z } from 'zod'
import { backupSettingsSchema, backupViewSchema, recoveryKeySchema } from '../model/backup'
import { staffCall } from './table'

/** Backups of the hub [BK1 to BK9]. */
export const backupOrders = {
  'backup:read': staffCall(['technician', 'head'], z.object({}), backupViewSchema),
  /** Puts a mark of the hub's into the folder, without which no backup goes there. */
  'backup:write': staffCall(['technician'], backupSettingsSchema, backupViewSchema),
  /** Makes another recovery key, shown this once and kept nowhere; backups before it open with the key of their time. */
  'backup:make-key': staffCall(['technician'], z.object({}), z.object({ recoveryKey: recoveryKeySchema, backup: backupViewSchema })),
  /** Begins one now; how it went is in `backup:read`. */
  'backup:run': staffCall(['technician'], z.object({}), backupViewSchema),
} as const
