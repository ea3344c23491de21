import { open, readFile } from 'node:fs/promises'
import { findBundlePlace, makeSiteInstaller } from '#shared/model/site-installer'
import { staffSchema } from '#shared/model/staff'
import { type Failure, fail, ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import type { CliFailure, CliOutcome } from '../failure'
import { table } from '../print'
import { readSecret } from '../secret'
import { findRoom } from '../targets'

export interface BundleOrder {
  readonly room: string
  readonly uses: number
  readonly hours: number
  readonly out: string
  /** The agent's installer for Windows: what is written is a copy of it with the bundle in it. */
  readonly installer?: string | undefined
}

/** Issues an enrolment token and writes the bundle to a new file of mode 0600: the token in it is shown nowhere else. */
export const issueBundle = (context: Context, order: BundleOrder): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const rooms = await link.ask('room:list', {})
    if (!rooms.ok) return rooms
    const room = findRoom(rooms.value, order.room)
    if (!room.ok) return room
    const installer = order.installer === undefined ? null : await readInstaller(order.installer)
    if (installer !== null && !installer.ok) return installer
    const file = await open(order.out, 'wx', 0o600).catch((error: unknown) => unwritable(order.out, error))
    if ('ok' in file) return file
    try {
      const expiresAt = Date.now() + order.hours * 3_600_000
      const issued = await link.ask('enrolment:issue', { roomId: room.value.roomId, uses: order.uses, expiresAt })
      if (!issued.ok) return issued
      const { bundle } = issued.value
      const made = installer === null ? ok(`${JSON.stringify(bundle, null, 2)}\n`) : makeSiteInstaller(installer.value, bundle)
      if (!made.ok) return fail('malformed', made.detail)
      await file.writeFile(made.value)
      context.print(
        context.options.json
          ? JSON.stringify({ file: order.out, enrolment: issued.value.enrolment })
          : `${order.out} enrols ${order.uses === 1 ? 'one PC' : `${order.uses} PCs`} into "${room.value.name}" until ${new Date(expiresAt).toLocaleString('en-GB')}. Whoever has it can enrol: hand it over safely.`,
      )
      return ok(null)
    } finally {
      await file.close()
    }
  })

/** One that can take a bundle: known before a token is issued. */
async function readInstaller(file: string): Promise<CliOutcome<Uint8Array>> {
  const installer = await readFile(file).catch(() => null)
  if (installer === null) return fail('file-unreadable', `${file} cannot be read: name the agent's installer for Windows.`)
  const place = findBundlePlace(installer)
  return place.ok ? ok(installer) : fail('file-unreadable', `${file}: ${place.detail}`)
}

/** Why a new file could not be made. */
export function unwritable(file: string, error: unknown): Failure<CliFailure> {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
    ? fail('file-exists', `${file} is already there: choose another name or delete it.`)
    : fail('file-unwritable', `${file} cannot be written: check the folder and its rights.`)
}

export interface NewStaff {
  readonly signInName: string
  readonly displayName: string
  readonly role: string
  readonly rooms: readonly string[]
  readonly days: number | null
  readonly newPasswordFile: string | undefined
}

/** Makes an account; its password comes by prompt, standard input or a 0600 file. */
export const createStaff = (context: Context, account: NewStaff): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const role = staffSchema.shape.role.safeParse(account.role)
    if (!role.success) return fail('malformed', `"${account.role}" is no role: choose teacher, technician, officer or head.`)
    const roomIds: string[] = []
    if (account.rooms.length > 0) {
      const rooms = await link.ask('room:list', {})
      if (!rooms.ok) return rooms
      for (const name of account.rooms) {
        const room = findRoom(rooms.value, name)
        if (!room.ok) return room
        roomIds.push(room.value.roomId)
      }
    }
    const password = await readSecret(`New password for ${account.signInName}: `, { file: account.newPasswordFile })
    if (!password.ok) return password
    const created = await link.ask('staff:create', {
      signInName: account.signInName,
      displayName: account.displayName,
      role: role.data,
      roomIds: roomIds.length === 0 ? null : roomIds,
      password: password.value,
      expiresAt: account.days === null ? null : Date.now() + account.days * 86_400_000,
    })
    if (!created.ok) return created
    context.print(
      context.options.json
        ? JSON.stringify(created.value)
        : `${created.value.displayName} can sign in as ${created.value.signInName} (${created.value.role}).`,
    )
    return ok(null)
  })

/** The newest entries of the audit log, newest first. */
export const readAudit = (context: Context, limit: number): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const entries = await link.ask('audit:list', { beforeAuditId: null, limit })
    if (!entries.ok) return entries
    context.print(
      context.options.json
        ? JSON.stringify(entries.value)
        : table(
            entries.value.map((entry) => [
              new Date(entry.at).toLocaleString('en-GB'),
              entry.staffName || '-',
              entry.action,
              entry.subject,
              entry.detail,
            ]),
          ),
    )
    return ok(null)
  })
