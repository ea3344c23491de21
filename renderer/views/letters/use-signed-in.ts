import type { Staff } from '#shared/model/staff'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'

/** Who works here, also while the link is lost; null while nobody does. */
export const useSignedIn = (): { readonly staff: Staff | null; readonly linked: boolean } => {
  const { link } = useConsole()
  const state = useStore(link.state)
  const staff = state.kind === 'signed-in' || state.kind === 'link-lost' ? state.session.staff : null
  return { staff, linked: state.kind === 'signed-in' }
}
