import { z } from 'zod'
import { textSchema } from './scalars'

/** Longest path the agents tell and take. */
const longestPath = 512

const linuxPath = /^(?:\/(?!\.{1,2}(?:\/|$))[^/\p{Cc}]+)+$/u
/** Of a drive, or of a server's share. */
const windowsPath = /^(?:[A-Z]:|\\\\[^\\/:*?"<>|\p{Cc}]+)(?:\\(?!\.{1,2}(?:\\|$))[^\\/:*?"<>|\p{Cc}]+)+$/u

/** Absolute, without a step back or an empty one: as the system itself writes it. */
const absolutePath = z
  .string()
  .min(2)
  .max(longestPath)
  .refine((file) => linuxPath.test(file) || windowsPath.test(file))

/**
 * A path as staff type or copy it, made as the system writes it: without quotation marks and what ends it, and of Windows with its own strokes. Null for
 * words that begin no path.
 */
export const typedPath = (words: string): string | null => {
  const typed = words.trim().replace(/^"(.*)"$/u, '$1')
  if (typed.startsWith('/')) return typed.replace(/(?<=.)\/+$/u, '')
  if (!/^(?:[a-z]:[\\/]|\\\\)/iu.test(typed)) return null
  return typed
    .replaceAll('/', '\\')
    .replace(/(?<=.)\\+$/u, '')
    .replace(/^[a-z]:/u, (drive) => drive.toUpperCase())
}

/** A folder stands for everything below it. */
export const programFolderSchema = absolutePath

/**
 * How an application is recognised. `name`: lower case, of the program's file or of a folder it is installed in. `path`: the program's file, or a
 * folder with all below it. `hash`: the SHA-256 (FIPS 180-4) of the program's file.
 */
export const applicationSchema = z.discriminatedUnion('by', [
  z.object({ by: z.literal('name'), name: textSchema(80).regex(/^[^/\\\s](?:[^/\\\n\t]*[^/\\\s])?$/u) }),
  z.object({ by: z.literal('path'), path: absolutePath }),
  z.object({ by: z.literal('hash'), sha256: z.string().regex(/^[0-9a-f]{64}$/u) }),
])
export type Application = z.infer<typeof applicationSchema>

/** Applications one rule may name. */
export const mostApplications = 50

/** `only`: no window of anything else stays open. `all-but`: what is named does not run. */
const applicationAccessSchema = z.enum(['only', 'all-but'])

/** What an application lease does. */
export const applicationRuleSchema = z.object({
  access: applicationAccessSchema,
  applications: z.array(applicationSchema).min(1).max(mostApplications),
})
export type ApplicationRule = z.infer<typeof applicationRuleSchema>

/** A rule as staff type it: the hub makes applications of the words, or says which it does not understand. */
export const applicationWishSchema = z.object({
  access: applicationAccessSchema,
  applications: z.array(textSchema(longestPath)).min(1).max(mostApplications),
})
export type ApplicationWish = z.infer<typeof applicationWishSchema>

/** As people read it: what they typed, or could have. */
export const applicationWords = (application: Application): string => {
  switch (application.by) {
    case 'name':
      return application.name
    case 'path':
      return application.path
    case 'hash':
      return `sha256:${application.sha256}`
  }
}

/** Where programs may lie besides the system's own folders, and whether any other is stopped. */
export const programFoldersSchema = z.object({
  stopElsewhere: z.boolean(),
  folders: z.array(programFolderSchema).max(50),
})
export type ProgramFolders = z.infer<typeof programFoldersSchema>

/** Nothing is stopped for where it lies. */
export const anyFolder: ProgramFolders = { stopElsewhere: false, folders: [] }
