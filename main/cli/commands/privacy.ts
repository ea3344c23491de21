import { ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import { table } from '../print'

/** What the school adds to the privacy list. */
export const showPrivacy = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const list = await link.ask('privacy:read', {})
    if (!list.ok) return list
    const rows = [...list.value.sites.map((site) => ['private', site]), ...list.value.helplines.map((site) => ['helpline', site])]
    context.print(
      context.options.json ? JSON.stringify(list.value) : rows.length === 0 ? 'Nothing is added to the list that ships.' : table(rows),
    )
    return ok(null)
  })

/** Adds to it, or takes out of it what was added before. */
export const changePrivacy = (
  context: Context,
  change: { readonly add: boolean; readonly helpline: boolean; readonly sites: readonly string[] },
): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const before = await link.ask('privacy:read', {})
    if (!before.ok) return before
    const which = change.helpline ? 'helplines' : 'sites'
    const next = change.add ? [...before.value[which], ...change.sites] : before.value[which].filter((site) => !change.sites.includes(site))
    const after = await link.ask('privacy:write', { ...before.value, [which]: next })
    if (!after.ok) return after
    const { sites, helplines } = after.value
    context.print(
      context.options.json ? JSON.stringify(after.value) : `${sites.length} private sites and ${helplines.length} helplines are added.`,
    )
    return ok(null)
  })
