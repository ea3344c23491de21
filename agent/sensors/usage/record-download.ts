import type { SignedInUser } from '#shared/model/activity'
import { type Download, longestDownloadName } from '#shared/model/outbox'
import { nothingAdded, type PrivacyList } from '#shared/model/privacy-list'
import { pageOf } from '../../browser/privacy-list'

/** What an extension tells of a download. */
export interface StartedDownload {
  readonly url: string
  /** Its name on the disk; empty while the browser has not chosen one. */
  readonly file: string
}

/** The durable fact of a download: site and file alone, of a site on the privacy list the site alone [BR2]; null while nobody is signed in. */
export function downloadFact(
  { url, file }: StartedDownload,
  user: SignedInUser | null,
  at: number,
  added: PrivacyList = nothingAdded,
): Download | null {
  if (user === null) return null
  const { site, withheld } = pageOf({ url, title: '', since: at }, added)
  return { kind: 'download', user: user.name, site, file: withheld ? '' : nameOf(file, url), at }
}

/** Without a name from the browser, the last part of the address. */
function nameOf(file: string, url: string): string {
  if (file !== '') return file.slice(0, longestDownloadName)
  if (!URL.canParse(url)) return ''
  const { protocol, pathname } = new URL(url)
  // A page may make a file of its own: its address is no name.
  return protocol === 'http:' || protocol === 'https:' ? (pathname.split('/').at(-1) ?? '').slice(0, longestDownloadName) : ''
}
