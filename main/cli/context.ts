import { z } from 'zod'
import type { StaffSession } from '#shared/protocol/staff-calls'
import { fingerprintSchema } from '#shared/protocol/enrolment'
import { fail, ok } from '#shared/outcome'
import { parseHubAddress } from './authority'
import type { CliOutcome } from './failure'
import { type HubLink, openHubLink } from './hub-link'
import { readSecret } from './secret'
import { readSettings, type Settings } from './settings'

/** Options every command takes, as commander hands them over. */
export const globalOptionsSchema = z.object({
  hub: z.string().optional(),
  authority: z.string().optional(),
  user: z.string().optional(),
  passwordFile: z.string().optional(),
  json: z.boolean().default(false),
})
type GlobalOptions = z.infer<typeof globalOptionsSchema>

/** What a command works with besides its own arguments. */
export interface Context {
  readonly options: GlobalOptions
  readonly settingsFile: string
  /** Where people's and scripts' output goes; failures go elsewhere. */
  readonly print: (line: string) => void
}

export interface HubPlace {
  readonly hub: string
  readonly authority: string
  readonly settings: Settings | null
}

/** The hub to talk to: from the options, else as `sign-in` left it. */
export async function findHub({ options, settingsFile }: Context): Promise<CliOutcome<HubPlace>> {
  const stored = await readSettings(settingsFile)
  if (!stored.ok) return stored
  const settings = stored.value
  const authority = fingerprintSchema.safeParse((options.authority ?? settings?.authority ?? '').replaceAll(':', '').toLowerCase())
  if (!authority.success) {
    return fail(
      'hub-unknown',
      'Which hub? Give --hub HOST:PORT and --authority FINGERPRINT (64 hex digits): the hub prints both when it starts. sign-in remembers them.',
    )
  }
  return ok({ hub: options.hub ?? settings?.hub ?? '127.0.0.1:7443', authority: authority.data, settings })
}

export async function openLink(place: HubPlace): Promise<CliOutcome<HubLink>> {
  const address = parseHubAddress(place.hub)
  return address.ok ? openHubLink(address.value, place.authority) : address
}

export interface SignedIn {
  readonly link: HubLink
  readonly session: StaffSession
  /** Whether this command signed in by itself, and so signs out again at its end. */
  readonly ownSession: boolean
}

/** With --user the password is asked for; without it the session that `sign-in` left is taken up again. */
export async function signIn(context: Context, place: HubPlace): Promise<CliOutcome<SignedIn>> {
  const { options } = context
  if (options.user === undefined) return resume(place)
  const password = await readSecret(`Password of ${options.user}: `, { file: options.passwordFile })
  if (!password.ok) return password
  const link = await openLink(place)
  if (!link.ok) return link
  const names = { signInName: options.user, password: password.value }
  let session = await link.value.ask('staff:sign-in', { ...names, totpCode: null })
  if (!session.ok && session.code === 'second-factor-needed' && process.stdin.isTTY) {
    const totpCode = await readSecret('Code from the authenticator: ', { file: undefined })
    if (totpCode.ok) session = await link.value.ask('staff:sign-in', { ...names, totpCode: totpCode.value.trim() })
  }
  if (session.ok) return ok({ link: link.value, session: session.value, ownSession: true })
  link.value.close()
  return session
}

async function resume(place: HubPlace): Promise<CliOutcome<SignedIn>> {
  const sessionToken = place.settings?.sessionToken ?? null
  if (sessionToken === null)
    return fail('sign-in-needed', 'Nobody is signed in: run sign-in --user NAME, or give --user with each command.')
  const link = await openLink(place)
  if (!link.ok) return link
  const session = await link.value.ask('staff:resume', { sessionToken })
  if (session.ok) return ok({ link: link.value, session: session.value, ownSession: false })
  link.value.close()
  return session
}

/** Runs one command as staff and leaves the hub in order whatever it brings. */
export async function asStaff<T>(
  context: Context,
  run: (link: HubLink, staff: StaffSession['staff']) => Promise<CliOutcome<T>>,
): Promise<CliOutcome<T>> {
  const place = await findHub(context)
  if (!place.ok) return place
  const signedIn = await signIn(context, place.value)
  if (!signedIn.ok) return signedIn
  const { link, session, ownSession } = signedIn.value
  try {
    return await run(link, session.staff)
  } finally {
    if (ownSession) await link.ask('staff:sign-out', {})
    link.close()
  }
}
