import { isDeepStrictEqual } from 'node:util'
import { nothingAdded, type PrivacyList, privacyListSchema } from '#shared/model/privacy-list'
import { Observable } from '../platform/observable'
import type { Observed } from '../platform/platform'
import type { SealedFile, SealedKind } from '../storage/sealed-file'

export const keptPrivacy: SealedKind<PrivacyList> = {
  purpose: 'classwarden-privacy-1',
  schema: privacyListSchema,
  name: 'file of private sites',
}

/** [BR2] What the school adds to the privacy list; it lies on the disk, so that it holds before the hub is heard. */
export class OwnPrivacy {
  readonly #file: Pick<SealedFile<PrivacyList>, 'load' | 'save'>
  readonly #list = new Observable<PrivacyList>(nothingAdded)

  constructor(file: Pick<SealedFile<PrivacyList>, 'load' | 'save'>) {
    this.#file = file
  }

  get list(): Observed<PrivacyList> {
    return this.#list
  }

  resume(): void {
    this.#list.set(this.#file.load() ?? nothingAdded)
  }

  /** From now on this is added. */
  follow(list: PrivacyList): void {
    if (isDeepStrictEqual(list, this.#list.value)) return
    this.#file.save(list)
    this.#list.set(list)
  }
}
