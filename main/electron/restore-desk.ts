import path from 'node:path'
import type { BridgeFailure, HubPlace, HubTrouble } from '#shared/bridge'
import { fail, ok, type Outcome } from '#shared/outcome'
import { hostFactSchema } from '../hub/host-messages'
import type { DatabaseKey, HubProcess } from './hub-host'
import type { StandIn } from './hub-place'

export interface RestoreParts {
  /** Null where there is a hub that somebody could miss. */
  readonly standAside: () => Promise<StandIn | null>
  /** Null when the person chose none. */
  readonly chooseFile: () => Promise<string | null>
  readonly fork: () => HubProcess
  readonly readKey: () => Promise<Outcome<DatabaseKey, HubTrouble>>
  readonly hubFolder: string
  /** Ends this console and opens it again. */
  readonly startAnew: () => void
}

type Done = Outcome<null, BridgeFailure>
type Restoring = Extract<HubPlace, { state: 'restoring' }>

const unexpected = 'The restore stopped unexpectedly. The console’s log says more; try again.'

const nothingYet: Restoring = { state: 'restoring', mode: 'embedded', step: 'asking', fileName: null, failure: null, outcome: [] }

/** [BK9] Makes the hub of this console out of a backup. The page asks and shows; the file is named by the person alone, and the key is kept nowhere. */
export const createRestoreDesk = ({ standAside, chooseFile, fork, readKey, hubFolder, startAnew }: RestoreParts) => {
  let standIn: StandIn | null = null
  let file: string | null = null
  let place = nothingYet
  /** The hub is ending: one beginning is enough. */
  let beginning = false

  const move = (change: Partial<Restoring>): void => {
    place = { ...place, ...change }
    standIn?.tell(place)
  }

  const restore = async (recoveryKey: string, from: string): Promise<void> => {
    const key = await readKey()
    const told = await new Promise<Partial<Restoring>>((resolve) => {
      const worker = fork()
      worker.on('message', (message) => {
        const fact = hostFactSchema.safeParse(message)
        if (fact.success && fact.data.fact === 'restored') resolve({ step: 'done', outcome: fact.data.outcome, failure: null })
        if (fact.success && fact.data.fact === 'not-restored') resolve({ step: 'asking', failure: fact.data.detail })
      })
      worker.on('exit', () => {
        resolve({ step: 'asking', failure: unexpected })
      })
      const databaseKey = key.ok ? key.value.hex : null
      worker.postMessage({ order: 'restore', dataFolder: hubFolder, databaseKey, file: from, recoveryKey })
    })
    move(told)
  }

  return {
    begin: async (): Promise<Done> => {
      if (beginning || standIn !== null) return ok(null)
      beginning = true
      standIn = await standAside()
      beginning = false
      if (standIn === null)
        return fail(
          'restore-refused',
          'A backup is restored only into a hub without accounts. This one has some, or it is on another computer.',
        )
      file = null
      move(nothingYet)
      return ok(null)
    },
    choose: async (): Promise<Done> => {
      if (standIn === null || place.step !== 'asking') return fail('restore-refused', 'Nothing is being restored.')
      const chosen = await chooseFile()
      if (chosen === null) return ok(null)
      file = chosen
      move({ fileName: path.basename(chosen).slice(0, 255), failure: null })
      return ok(null)
    },
    run: (recoveryKey: string): Done => {
      if (standIn === null || file === null || place.step !== 'asking') return fail('restore-refused', 'Choose the file of a backup first.')
      move({ step: 'working', failure: null })
      void restore(recoveryKey, file)
      return ok(null)
    },
    end: (): Done => {
      if (standIn === null || place.step === 'working') return fail('restore-refused', 'Nothing can be ended now.')
      if (place.step === 'done') startAnew()
      else {
        const { resume } = standIn
        standIn = null
        resume()
      }
      return ok(null)
    },
  }
}
