import { renameSync } from 'node:fs'
import path from 'node:path'
import ElectronStore from 'electron-store'
import { z } from 'zod'
import { type ConsoleSettings, consoleSettingsSchema, defaultConsoleSettings } from '#shared/bridge'
import { fail, ok, type Outcome } from '#shared/outcome'

const windowPlaceSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  maximised: z.boolean(),
})
export type WindowPlace = z.infer<typeof windowPlaceSchema>

export interface SettingsStore {
  read(): ConsoleSettings
  write(settings: ConsoleSettings): Outcome<ConsoleSettings, 'settings-not-saved'>
  readWindowPlace(): WindowPlace | null
  writeWindowPlace(place: WindowPlace): void
}

/**
 * Opens a file of electron-store's. One that is not JSON is put aside as `NAME.json.broken`, so that the console still starts and nobody's
 * settings are overwritten unseen.
 */
const openStore = (folder: string, name: string, log: (line: string) => void): ElectronStore => {
  const options = { cwd: folder, name, configFileMode: 0o600 }
  try {
    return new ElectronStore(options)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const file = path.join(folder, `${name}.json`)
    log(`${file} is damaged: kept as ${name}.json.broken, going on without it`)
    renameSync(file, `${file}.broken`)
    return new ElectronStore(options)
  }
}

/** A value that no longer fits, from a damaged file or another version, costs only itself. */
const salvage = (raw: Readonly<Record<string, unknown>>): ConsoleSettings => {
  const { hub, theme, language } = consoleSettingsSchema.shape
  return {
    hub: hub.catch(defaultConsoleSettings.hub).parse(raw['hub']),
    theme: theme.catch(defaultConsoleSettings.theme).parse(raw['theme']),
    language: language.catch(defaultConsoleSettings.language).parse(raw['language']),
  }
}

/** The console's own settings, in `settings.json`; where its window was lies beside them in `window.json`. */
export const openSettingsStore = (folder: string, log: (line: string) => void): SettingsStore => {
  const settings = openStore(folder, 'settings', log)
  const window = openStore(folder, 'window', log)
  return {
    read: () => salvage(settings.store),
    write: (next) => {
      try {
        settings.store = next
        return ok(next)
      } catch (error) {
        const why = error instanceof Error ? error.message : 'unknown fault'
        return fail('settings-not-saved', `The settings could not be written to ${settings.path}: ${why}`.slice(0, 500))
      }
    },
    readWindowPlace: () => {
      const parsed = windowPlaceSchema.safeParse(window.store)
      return parsed.success ? parsed.data : null
    },
    writeWindowPlace: (place) => {
      window.store = place
    },
  }
}

/** The sealed database key has a file of its own, so that damaged settings never cost the hub's data. Throws when it is damaged itself. */
export const openSealedKey = (folder: string) => {
  const store = new ElectronStore({ cwd: folder, name: 'hub-key', configFileMode: 0o600 })
  return {
    read: () => z.string().optional().parse(store.get('sealed')),
    write: (sealed: string) => {
      store.set('sealed', sealed)
    },
  }
}
