import {
  type Application,
  type ApplicationRule,
  applicationSchema,
  type ApplicationWish,
  applicationWords,
  typedPath,
} from '#shared/model/application'
import { isDesktopPart, isWindowsPart } from '#shared/model/desktop-parts'
import { fail, ok, type Outcome } from '#shared/outcome'

/**
 * The application some words name: a path (it begins with a slash, a drive or a server), the hash of a program's file (64 hexadecimal digits, `sha256:`
 * before them or not), or else a name, which is the same with `.exe` and without. Case means nothing in names and hashes.
 */
const namedApplication = (words: string): Outcome<Application, 'application-unclear'> => {
  const typed = words.trim().replace(/\s+/gu, ' ')
  const hash = /^(?:sha256:)?([0-9a-f]{64})$/iu.exec(typed)?.[1]
  const path = typedPath(typed)
  const wish: Application =
    hash !== undefined
      ? { by: 'hash', sha256: hash.toLowerCase() }
      : path !== null
        ? { by: 'path', path }
        : { by: 'name', name: typed.toLowerCase().replace(/(?<=.)\.exe$/u, '') }
  const application = applicationSchema.safeParse(wish)
  if (application.success) return ok(application.data)
  const why =
    wish.by === 'path'
      ? 'a path names a file or folder from the root or the drive on, without dots between'
      : 'this is no name of an application: write minetest, /opt/games, C:\\Games or the SHA-256 of the program'
  return fail('application-unclear', `“${typed.slice(0, 80)}”: ${why}.`)
}

/** The rule that staff's words make; the first words that name no application, or a part of the desktop to be closed, are said again with the reason. */
export const namedRule = ({ access, applications }: ApplicationWish): Outcome<ApplicationRule, 'application-unclear'> => {
  const named = new Map<string, Application>()
  for (const words of applications) {
    if (words.trim() === '') continue
    const application = namedApplication(words)
    if (!application.ok) return application
    const { value } = application
    if (access === 'all-but' && value.by === 'name' && (isDesktopPart(value.name) || isWindowsPart(value.name))) {
      return fail('application-unclear', `“${value.name}” is part of the desktop, and is never closed.`)
    }
    named.set(applicationWords(value), value)
  }
  return named.size === 0 ? fail('application-unclear', 'No application is named.') : ok({ access, applications: [...named.values()] })
}

/** For the audit log. */
export const describeApplications = ({ access, applications }: ApplicationRule): string =>
  `applications: ${access === 'only' ? 'only' : 'all but'} ${applications.map(applicationWords).join(', ').slice(0, 250)}`
