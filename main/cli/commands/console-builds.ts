import { randomUUID } from 'node:crypto'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildFileNameSchema } from '#shared/model/console-build'
import { fail, ok } from '#shared/outcome'
import { buildUploadBytes } from '#shared/protocol/build-calls'
import { asStaff, type Context } from '../context'
import type { CliOutcome } from '../failure'
import type { HubLink } from '../hub-link'
import { table } from '../print'

/** Below the hub's rate of messages. */
const partEveryMs = 40

/** What the hub holds. */
export const listConsoleBuilds = (context: Context): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const builds = await link.ask('console-build:list', {})
    if (!builds.ok) return builds
    const rows = builds.value.map(({ buildId, version, system, keyFingerprint, offered }) => [
      ...[version, buildId.slice(0, 12), system, keyFingerprint.slice(0, 16), offered ? 'offered' : 'held'],
    ])
    const shown =
      rows.length === 0 ? 'The hub holds no console builds.' : table([['VERSION', 'BUILD', 'FOR', 'SIGNED BY', 'STATE'], ...rows])
    context.print(context.options.json ? JSON.stringify(builds.value) : shown)
    return ok(null)
  })

/** Sends a build's files up, which the hub checks. */
export const addConsoleBuild = (context: Context, files: readonly string[], older: boolean): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const stranger = files.find((file) => !buildFileNameSchema.safeParse(path.basename(file)).success)
    if (stranger !== undefined)
      return fail(
        'file-unreadable',
        `${stranger} is no file of a console build: give latest.yml, latest.yml.sig, the installer and its blockmap.`,
      )
    const uploadId = randomUUID()
    for (const file of files) {
      const sent = await send(link, uploadId, file)
      if (!sent.ok) return sent
    }
    const build = await link.ask('console-build:add', { uploadId, older })
    if (!build.ok) return build
    const { version, buildId, system, keyFingerprint } = build.value
    context.print(
      context.options.json
        ? JSON.stringify(build.value)
        : `${version} for ${system} (${buildId.slice(0, 12)}) is offered. Consoles take it if ${keyFingerprint.slice(0, 16)} is the key of their package.`,
    )
    return ok(null)
  })

async function send(link: HubLink, uploadId: string, file: string): Promise<CliOutcome<null>> {
  const handle = await open(file).catch(() => null)
  if (handle === null) return fail('file-unreadable', `${file} cannot be read: check its name and its rights.`)
  try {
    const name = path.basename(file)
    for (let offset = 0; ;) {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(buildUploadBytes), 0, buildUploadBytes, offset)
      if (bytesRead === 0) return ok(null)
      const bytes = buffer.slice(0, bytesRead)
      const [taken] = await Promise.all([link.ask('console-build:upload', { uploadId, name, offset, bytes }), sleep(partEveryMs)])
      if (!taken.ok) return taken
      offset += bytesRead
    }
  } finally {
    await handle.close()
  }
}

/** Takes a build from the hub. */
export const removeConsoleBuild = (context: Context, named: string): Promise<CliOutcome<null>> =>
  asStaff(context, async (link) => {
    const builds = await link.ask('console-build:list', {})
    if (!builds.ok) return builds
    const found = builds.value.filter(({ version, buildId }) => version === named || (named.length >= 6 && buildId.startsWith(named)))
    const [first] = found
    if (first === undefined) return fail('target-unknown', `The hub holds no build ${named}: look at console-builds list.`)
    if (found.length > 1) return fail('target-ambiguous', `Several builds are called ${named}: name one by its id.`)
    const removed = await link.ask('console-build:remove', { buildId: first.buildId })
    if (!removed.ok) return removed
    context.print(context.options.json ? JSON.stringify({ removed: first.buildId }) : `${first.version} is removed.`)
    return ok(null)
  })
