import { ok } from '#shared/outcome'
import { type Context, findHub, openLink, signIn } from '../context'
import type { CliOutcome } from '../failure'
import { readSecret } from '../secret'
import { removeSettings, writeSettings } from '../settings'

/** Signs in and leaves hub, authority and session token in the settings file (0600) for later commands. */
export async function startSession(context: Context): Promise<CliOutcome<null>> {
  const place = await findHub(context)
  if (!place.ok) return place
  const signedIn = await signIn(context, place.value)
  if (!signedIn.ok) return signedIn
  const { link, session } = signedIn.value
  link.close()
  const { hub, authority } = place.value
  const written = await writeSettings(context.settingsFile, { hub, authority, sessionToken: session.sessionToken })
  if (!written.ok) return written
  const { staff, expiresAt } = session
  context.print(
    context.options.json
      ? JSON.stringify({ staff, expiresAt })
      : `Signed in as ${staff.displayName} (${staff.role}) until ${new Date(expiresAt).toLocaleString('en-GB')} at the latest.`,
  )
  return ok(null)
}

/** Ends the remembered session at the hub and forgets it here, even when the hub is gone. */
export async function endSession(context: Context): Promise<CliOutcome<null>> {
  const place = await findHub(context)
  if (place.ok && place.value.settings !== null) {
    const signedIn = await signIn({ ...context, options: { ...context.options, user: undefined } }, place.value)
    if (signedIn.ok) {
      await signedIn.value.link.ask('staff:sign-out', {})
      signedIn.value.link.close()
    }
  }
  await removeSettings(context.settingsFile)
  context.print(context.options.json ? JSON.stringify({ signedIn: false }) : 'Signed out.')
  return ok(null)
}

export interface FirstAccount {
  readonly signInName: string
  readonly displayName: string
  readonly codeFile: string | undefined
}

/** Makes the hub's first account, a technician; the code is the one the hub printed at its first start. */
export async function createFirstAccount(context: Context, account: FirstAccount): Promise<CliOutcome<null>> {
  const place = await findHub(context)
  if (!place.ok) return place
  const code = await readSecret('One-time code of the hub: ', { file: account.codeFile })
  if (!code.ok) return code
  const password = await readSecret(`New password for ${account.signInName}: `, { file: context.options.passwordFile })
  if (!password.ok) return password
  const link = await openLink(place.value)
  if (!link.ok) return link
  const session = await link.value.ask('staff:create-first', {
    code: code.value.trim(),
    signInName: account.signInName,
    displayName: account.displayName,
    password: password.value,
  })
  link.value.close()
  if (!session.ok) return session
  const { hub, authority } = place.value
  const written = await writeSettings(context.settingsFile, { hub, authority, sessionToken: session.value.sessionToken })
  if (!written.ok) return written
  context.print(
    context.options.json
      ? JSON.stringify({ staff: session.value.staff })
      : `${session.value.staff.displayName} is the hub's first technician and is signed in.`,
  )
  return ok(null)
}
