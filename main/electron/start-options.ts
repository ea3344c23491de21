import path from 'node:path'
import { z } from 'zod'
import { consoleSettingsSchema, type HubSettings } from '#shared/bridge'
import { fail, ok, type Outcome } from '#shared/outcome'

const embeddedFields = consoleSettingsSchema.shape.hub.options[0].shape
const portText = z
  .string()
  .regex(/^\d{1,5}$/u, 'a port is a number')
  .transform(Number)

/** From the environment, for tests, demonstrations and a second console beside the first. Holds for one start and is not saved. */
const environmentSchema = z.object({
  CLASSWARDEN_DATA: z
    .string()
    .min(1)
    .transform((folder) => path.resolve(folder))
    .optional(),
  CLASSWARDEN_BIND: embeddedFields.bindAddress.optional(),
  CLASSWARDEN_CONSOLE_PORT: portText.pipe(embeddedFields.consolePort).optional(),
  CLASSWARDEN_AGENT_PORT: portText.pipe(embeddedFields.agentPort).optional(),
  CLASSWARDEN_UPDATES_AS: z.literal('installed').optional(),
  CLASSWARDEN_NO_UPDATES: z.string().optional(),
})

export interface StartOptions {
  /** Where this console keeps everything; undefined means the system's usual place. */
  readonly dataFolder: string | undefined
  /** A school brings newer consoles by itself: none is asked for. */
  readonly noUpdates: boolean
  /** From the sources, newer consoles are fetched as by one that Windows' installer brought. */
  readonly updatesAsInstalled: boolean
  /** The hub's settings for this start. */
  applyTo(hub: HubSettings): HubSettings
}

/** Reads what the environment says about this start; refuses it with the variable's name when it makes no sense. */
export const readStartOptions = (environment: Readonly<Record<string, string | undefined>>): Outcome<StartOptions, 'malformed'> => {
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return fail('malformed', `${String(issue?.path[0])} cannot be used: ${issue?.message ?? 'it makes no sense'}.`)
  }
  const { CLASSWARDEN_DATA: dataFolder, CLASSWARDEN_BIND: bindAddress, ...ports } = parsed.data
  return ok({
    dataFolder,
    updatesAsInstalled: parsed.data.CLASSWARDEN_UPDATES_AS === 'installed',
    noUpdates: !['', '0', undefined].includes(parsed.data.CLASSWARDEN_NO_UPDATES),
    applyTo: (hub) =>
      hub.mode === 'remote'
        ? hub
        : {
            mode: 'embedded',
            bindAddress: bindAddress ?? hub.bindAddress,
            consolePort: ports.CLASSWARDEN_CONSOLE_PORT ?? hub.consolePort,
            agentPort: ports.CLASSWARDEN_AGENT_PORT ?? hub.agentPort,
          },
  })
}
