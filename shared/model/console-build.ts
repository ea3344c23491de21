import { z } from 'zod'
import { buildIdSchema, buildVersionSchema } from './agent-build'
import { textSchema, timestampSchema } from './scalars'

/** Below it the hub serves what consoles update from: the channel, its signature, and the files that it names. */
export const consoleUpdatesPath = '/console-updates/'

export const consoleSystems = ['windows', 'linux'] as const
export type ConsoleSystem = (typeof consoleSystems)[number]

/** As electron-builder names them. */
export const channelNames: Readonly<Record<ConsoleSystem, string>> = { windows: 'latest.yml', linux: 'latest-linux.yml' }
/** Beside the channel. */
export const signatureNameOf = (channelName: string): string => `${channelName}.sig`

export const mostChannelBytes = 64 * 1024
/** Of one file. An installer is about 100 MB. */
export const mostInstallerBytes = 400 * 1024 * 1024
/** Files of one build: channel, signature, and for each installer its block map. */
export const mostBuildFiles = 10

/** Lies in a folder of its own: a name, never a path. */
const installerPattern = /^classwarden-console[A-Za-z0-9._-]{0,90}\.(?:exe|deb)$/u
const installerNameSchema = z.string().max(110).regex(installerPattern)
/** What one file of a build may be called. */
export const buildFileNameSchema = z
  .string()
  .max(120)
  .refine(
    (name) =>
      installerPattern.test(name.replace(/\.blockmap$/u, '')) ||
      Object.values(channelNames).some((channel) => name === channel || name === signatureNameOf(channel)),
    'not the name of a file of a console build',
  )

/** SHA-512 in base64, as electron-builder writes it. */
const sha512Schema = z.string().regex(/^[A-Za-z0-9+/]{86}==$/u)

/** `latest.yml` of electron-builder; what else it says is not used. */
export const consoleChannelSchema = z.object({
  version: buildVersionSchema,
  files: z
    .array(
      z.object({
        url: installerNameSchema,
        sha512: sha512Schema,
        size: z.number().int().positive().max(mostInstallerBytes),
        /** Of Windows' installers for all users. */
        isAdminRightsRequired: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(4)
    .refine((files) => new Set(files.map(({ url }) => url)).size === files.length, 'one file twice'),
  releaseDate: z.iso.datetime(),
})
export type ConsoleChannel = z.infer<typeof consoleChannelSchema>

/** What the hub holds. */
export const consoleBuildSchema = z.object({
  /** SHA-256 of the channel's bytes, lower-case hex. */
  buildId: buildIdSchema,
  system: z.enum(consoleSystems),
  version: buildVersionSchema,
  /** With channel, signature and block maps. */
  files: z
    .array(z.object({ name: buildFileNameSchema, bytes: z.number().int().positive().max(mostInstallerBytes) }))
    .min(3)
    .max(mostBuildFiles),
  /** SHA-256 of the signing key in SPKI form: consoles take it only from the key of their package. */
  keyFingerprint: buildIdSchema,
  madeAt: timestampSchema,
  addedAt: timestampSchema,
  addedBy: textSchema(80),
})
export type ConsoleBuild = z.infer<typeof consoleBuildSchema>

export const mostConsoleBuilds = 6
