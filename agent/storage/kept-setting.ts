import { isDeepStrictEqual } from 'node:util'
import { Observable } from '../platform/observable'
import type { Observed } from '../platform/platform'
import type { SealedFile } from './sealed-file'

/** What the school set for its PCs. It is on the disk, so that it holds before the hub is heard. */
export class KeptSetting<T> {
  readonly #file: Pick<SealedFile<T>, 'load' | 'save'>
  readonly #setting: Observable<T>

  /** @param unset what holds until the school's word was heard once */
  constructor(file: Pick<SealedFile<T>, 'load' | 'save'>, unset: T) {
    this.#file = file
    this.#setting = new Observable(file.load() ?? unset)
  }

  get now(): Observed<T> {
    return this.#setting
  }

  /** From now on this holds. */
  follow(setting: T): void {
    if (isDeepStrictEqual(setting, this.#setting.value)) return
    this.#file.save(setting)
    this.#setting.set(setting)
  }
}
