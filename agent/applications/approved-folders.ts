import { isDeepStrictEqual } from 'node:util'
import { anyFolder, type ProgramFolders, programFoldersSchema } from '#shared/model/application'
import { Observable } from '../platform/observable'
import type { Observed } from '../platform/platform'
import type { SealedFile, SealedKind } from '../storage/sealed-file'

export const keptFolders: SealedKind<ProgramFolders> = {
  purpose: 'classwarden-program-folders-1',
  schema: programFoldersSchema,
  name: 'file of approved folders',
}

/** [AP6] Where the school lets programs lie; it is on the disk, so that it holds before the hub is heard. */
export class ApprovedFolders {
  readonly #file: Pick<SealedFile<ProgramFolders>, 'load' | 'save'>
  readonly #folders = new Observable<ProgramFolders>(anyFolder)

  constructor(file: Pick<SealedFile<ProgramFolders>, 'load' | 'save'>) {
    this.#file = file
  }

  get folders(): Observed<ProgramFolders> {
    return this.#folders
  }

  resume(): void {
    this.#folders.set(this.#file.load() ?? anyFolder)
  }

  /** From now on this holds. */
  follow(folders: ProgramFolders): void {
    if (isDeepStrictEqual(folders, this.#folders.value)) return
    this.#file.save(folders)
    this.#folders.set(folders)
  }
}
