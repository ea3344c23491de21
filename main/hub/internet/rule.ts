import type { InternetRule, InternetWish } from '#shared/model/internet'
import { fail, ok, type Outcome } from '#shared/outcome'
import { parseSite } from './site'

/** The rule that staff's words make; the first words that name no site are said again with the reason. */
export const ruleOf = ({ access, exceptions }: InternetWish): Outcome<InternetRule, 'site-unclear'> => {
  const sites = new Set<string>()
  for (const words of exceptions) {
    if (words.trim() === '') continue
    const site = parseSite(words)
    if (!site.ok) return fail('site-unclear', `“${words.trim().slice(0, 80)}”: ${site.detail}.`)
    sites.add(site.value)
  }
  return ok({ access, exceptions: [...sites] })
}

/** For the audit log. */
export const describeRule = ({ access, exceptions }: InternetRule): string =>
  `internet ${access}${exceptions.length === 0 ? '' : ` but ${exceptions.join(', ').slice(0, 200)}`}`
