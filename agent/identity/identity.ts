import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { fingerprintSchema } from '#shared/protocol/enrolment'
import { idSchema, textSchema, timestampSchema } from '#shared/model/scalars'
import { fail, type Failure, ok, type Outcome } from '#shared/outcome'
import { writeDurably } from '../storage/durable-file'
import { machineSchema } from './machine'

const identitySchema = z.object({
  format: z.literal('classwarden-identity-1'),
  deviceId: idSchema,
  keyPem: z.string(),
  certificatePem: z.string(),
  /** The only authority this PC trusts, and its SHA-256 fingerprint as the enrolment bundle gave it. */
  authorityPem: z.string(),
  authorityFingerprint: fingerprintSchema,
  /** `host:port` of the hub's agent listener, first choice first. */
  agentAddresses: z.array(z.string()).min(1).max(8),
  room: textSchema(80),
  enrolledAt: timestampSchema,
  /** The PC it was made on: a copy of the disk on another PC is not this device. */
  machine: machineSchema,
})
/** Who this PC is to its hub: made at enrolment, never sent anywhere but for the certificate. */
export type Identity = z.infer<typeof identitySchema>

/** Where the package looks for a bundle as long as the PC is not enrolled. */
const bundlePlace = '/etc/classwarden/enrolment.json'
export type IdentityFailure = Failure<'not-enrolled' | 'identity-unreadable'>

const fileIn = (dataFolder: string): string => path.join(dataFolder, 'identity.json')

export async function loadIdentity(dataFolder: string): Promise<Outcome<Identity, 'not-enrolled' | 'identity-unreadable'>> {
  const file = fileIn(dataFolder)
  try {
    const identity = identitySchema.safeParse(JSON.parse(await readFile(file, 'utf8')))
    if (identity.success) return ok(identity.data)
    return fail('identity-unreadable', `${file} is damaged: enrol this PC again.`)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return fail(
        'not-enrolled',
        `This PC is not enrolled (no ${file}): put a bundle from the technician at ${bundlePlace}, or run "classwarden-agent enrol" with it.`,
      )
    }
    return fail(
      'identity-unreadable',
      `${file} cannot be read (${error instanceof Error ? error.message : String(error)}): check its owner, or enrol again.`,
    )
  }
}

/** Throws what the file system throws. */
export async function saveIdentity(dataFolder: string, identity: Identity): Promise<void> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  await writeDurably(fileIn(dataFolder), JSON.stringify(identity))
}

/** What is true of the disk on whichever PC it is: how the browsers were set up. */
const ofTheDisk: ReadonlySet<string> = new Set(['browser-policy.json', 'extension-key.pem', 'versions', 'update-key.pem'])

/** Forgets who this PC is, with all that its agent kept: it was another PC's. Throws what the file system throws. */
export async function forgetIdentity(dataFolder: string): Promise<void> {
  const identity = fileIn(dataFolder)
  const others = (await readdir(dataFolder)).map((name) => path.join(dataFolder, name)).filter((file) => file !== identity)
  await Promise.all(others.filter((file) => !ofTheDisk.has(path.basename(file))).map((file) => rm(file, { recursive: true })))
  // Last, so that what is interrupted is done again.
  await rm(identity)
}
