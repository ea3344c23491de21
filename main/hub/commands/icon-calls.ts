import { fail, ok } from '#shared/outcome'
import type { CallsNamed } from './calls'
import type { CommandParts } from './parts'

/** [BR12] The icons of sites, for the views that show pages. */
export const iconCalls = ({ pictures }: CommandParts): CallsNamed<'icon:read'> => ({
  'icon:read': ({ hash }) => {
    const png = pictures.icons.find(hash)
    return png === null ? fail('not-found', 'The hub no longer has this icon.') : ok({ png })
  },
})
