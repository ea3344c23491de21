import { z } from 'zod'
import { protocolVersionSchema } from '../protocol/version'
import { idSchema, textSchema, timestampSchema } from './scalars'
import { versionPattern } from './version-order'

export const buildVersionSchema = z.string().max(40).regex(versionPattern)
/** SHA-256 of the manifest's bytes, lower-case hex: names a build wherever it lies. */
export const buildIdSchema = z.string().regex(/^[0-9a-f]{64}$/u)
const hashSchema = buildIdSchema

export const mostManifestBytes = 512 * 1024
/** Packed, and unfolded. The agent's tree without its Node is 40 MB. */
export const mostArchiveBytes = 200 * 1024 * 1024
const mostBuildBytes = 600 * 1024 * 1024
const mostFiles = 4_000

/** Relative, below the build's own folder and nowhere else: no `.` or `..`, no empty part, nothing but plain letters. */
const pathSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9@_+][A-Za-z0-9@._+-]*(?:\/[A-Za-z0-9@_+][A-Za-z0-9@._+-]*)*$/u)

const buildFileSchema = z.object({
  path: pathSchema,
  bytes: z.number().int().nonnegative().max(mostBuildBytes),
  sha256: hashSchema,
  /** Of its part of the archive: the file gzipped (RFC 1952). */
  packedBytes: z.number().int().positive().max(mostArchiveBytes),
  executable: z.boolean(),
})
export type BuildFile = z.infer<typeof buildFileSchema>

const format = z.literal('classwarden-agent-build-1')

/** The agent's tree, but for the Node it runs in, which comes with the package. */
const programManifestSchema = z
  .object({
    format,
    kind: z.literal('program'),
    version: buildVersionSchema,
    /** As `linux-x64`. */
    platform: textSchema(40).min(1),
    /** The Node it was compiled for: another runs another package. */
    node: textSchema(40).min(1),
    /** For Windows: names the sources of the package's program on the desktop that it goes with. */
    desktop: textSchema(64).nullable().default(null),
    protocol: protocolVersionSchema,
    madeAt: timestampSchema,
    /** Ed25519, SPKI in PEM: from this build on it signs in place of the key that signed this one. */
    nextKey: z.string().max(400).nullable(),
    files: z.array(buildFileSchema).min(1).max(mostFiles),
  })
  .refine(({ files }) => new Set(files.map((file) => file.path)).size === files.length, 'files: one path twice')
  .refine(({ files }) => files.reduce((sum, { bytes }) => sum + bytes, 0) <= mostBuildBytes, 'files: too large together')

/** The makers' order to go back from one version to the one before, which PCs keep. */
const rollBackManifestSchema = z.object({
  format,
  kind: z.literal('roll-back'),
  from: buildVersionSchema,
  to: buildVersionSchema,
  madeAt: timestampSchema,
})

export const buildManifestSchema = z.union([programManifestSchema, rollBackManifestSchema])
export type BuildManifest = z.infer<typeof buildManifestSchema>
export type ProgramManifest = z.infer<typeof programManifestSchema>

/** The version a PC runs once it has followed. */
export const targetVersion = (manifest: BuildManifest): string => (manifest.kind === 'program' ? manifest.version : manifest.to)

/** Why a PC did not take a build, or went back from it. */
export const buildTroubles = [
  'malformed',
  'bad-signature',
  'unknown-key',
  'damaged',
  'wrong-platform',
  'needs-package',
  'older',
  'rolled-back-before',
  'not-kept',
  'disk',
  'crashed',
  'not-reported',
  'ordered',
] as const
const buildTroubleSchema = z.enum(buildTroubles)
export type BuildTrouble = z.infer<typeof buildTroubleSchema>

/** How a build stands on a PC, by its own word. */
export const buildWordSchema = z.object({
  buildId: buildIdSchema,
  /** `trying`: it runs and has not yet reported for long enough. `stopped`: told to leave it before it ran. */
  state: z.enum(['fetching', 'ready', 'trying', 'installed', 'rolled-back', 'refused', 'stopped']),
  why: buildTroubleSchema.nullable(),
  detail: textSchema(300),
})
export type BuildWord = z.infer<typeof buildWordSchema>

/** What the hub holds. */
export const agentBuildSchema = z.object({
  buildId: buildIdSchema,
  kind: z.enum(['program', 'roll-back']),
  version: buildVersionSchema,
  /** What a roll-back leads away from; null for a program. */
  from: buildVersionSchema.nullable(),
  platform: textSchema(40),
  bytes: z.number().int().positive(),
  /** SHA-256 of the signing key in SPKI form: PCs take it only from the key of their package. */
  keyFingerprint: hashSchema,
  madeAt: timestampSchema,
  addedAt: timestampSchema,
  addedBy: textSchema(80),
})
export type AgentBuild = z.infer<typeof agentBuildSchema>

/** Minutes in which the hub could be reached, after which a build that did not report is given up. */
export const reportWithinMinutes = { least: 1, most: 60, usual: 5 } as const

/** Who gets a build, how fast. */
export const rollOutPlanSchema = z.object({
  buildId: buildIdSchema,
  /** Null: every room, those to come too. */
  roomIds: z.array(idSchema).min(1).max(1_000).nullable(),
  /** Of the PCs in these rooms; the same PCs stay chosen when it is raised. */
  percent: z.number().int().min(1).max(100),
  /** During lessons, and on PCs that are restricted: these are restricted again within a second or so. */
  inUse: z.boolean(),
  withinMinutes: z.number().int().min(reportWithinMinutes.least).max(reportWithinMinutes.most),
  state: z.enum(['running', 'paused', 'stopped']),
})
export type RollOutPlan = z.infer<typeof rollOutPlanSchema>

export const rollOutSchema = rollOutPlanSchema.extend({ startedAt: timestampSchema, startedBy: textSchema(80), changedAt: timestampSchema })
export type RollOut = z.infer<typeof rollOutSchema>

/** How it stands for one PC: its own word, or what it waits for. */
export const deviceUpdateSchema = z.object({
  deviceId: idSchema,
  deviceName: textSchema(120),
  roomId: idSchema,
  agentVersion: textSchema(40),
  /**
   * `later`: not among the chosen yet. `silent`, `lesson`, `restricted`, `queue`: chosen, and waits for that. `unsupported`: its agent is too old to be
   * updated this way. `current`: it runs that version already.
   */
  standing: z.enum([
    'later',
    'silent',
    'lesson',
    'restricted',
    'queue',
    'unsupported',
    'current',
    'fetching',
    'ready',
    'trying',
    'installed',
    'rolled-back',
    'refused',
    'stopped',
  ]),
  why: buildTroubleSchema.nullable(),
  detail: textSchema(300),
  at: timestampSchema.nullable(),
})
export type DeviceUpdate = z.infer<typeof deviceUpdateSchema>
