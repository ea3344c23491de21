import { type ProgramFolders, programFoldersSchema } from '#shared/model/application'
import type { SealedKind } from '../storage/sealed-file'

/** [AP6] Where the school lets programs lie. */
export const keptFolders: SealedKind<ProgramFolders> = {
  purpose: 'classwarden-program-folders-1',
  schema: programFoldersSchema,
  name: 'file of approved folders',
}
