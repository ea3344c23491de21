import { lstat } from 'node:fs/promises'
import { sha512Of } from '../../hub/builds/check-console-build'

export interface FetchedFile {
  readonly file: string
  /** In base64, as it was signed. */
  readonly sha512: string
}

/** Whether it is still what was fetched: it may have lain there for days, in a folder of the user's. */
export async function isStillFetched({ file, sha512 }: FetchedFile): Promise<boolean> {
  const found = await lstat(file).catch(() => null)
  return found?.isFile() === true && (await sha512Of(file)) === sha512
}
