import type { RoomSummary } from '#shared/model/device'
import { type Loaded, useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'

export interface Rooms {
  readonly loaded: Loaded<readonly RoomSummary[]>
  /** The room looked at: the one chosen last if it is still there, else the first. */
  readonly roomId: string | null
  readonly choose: (roomId: string) => void
  readonly reload: () => Promise<void>
}

const everyRoom = {}

/** The rooms this person may see, and which one is looked at. */
export const useRooms = (): Rooms => {
  const { preferences } = useConsole()
  const { loaded, reload } = useAsked('room:list', everyRoom)
  const preferred = useStore(preferences).roomId
  const list = loaded.kind === 'ready' ? loaded.value : []
  const room = list.find(({ roomId }) => roomId === preferred) ?? list[0]
  return {
    loaded,
    roomId: room?.roomId ?? null,
    choose: (roomId) => {
      preferences.change({ roomId })
    },
    reload,
  }
}
