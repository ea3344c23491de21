import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** Backups of the hub: where to, whom for, and now. */
export const backupCalls = ({ backups }: CommandParts): CallsNamed<'backup:read' | 'backup:write' | 'backup:make-key' | 'backup:run'> => ({
  'backup:read': () => backups.view(),
  'backup:write': (settings, { actor }) => backups.set(settings, actor),
  'backup:make-key': (_payload, { actor }) => backups.makeKey(actor),
  'backup:run': (_payload, { actor }) => backups.begin(actor),
})
