import type { Activity } from '#shared/model/activity'

/** What is in front, in a few words: of a web page its site and title, of anything else its title or its program. */
export const frontWords = ({ application, title, page }: Activity): string => {
  if (page === null || page.site === '') return title === '' ? application : title
  return page.title === '' ? page.site : `${page.site} · ${page.title}`
}
