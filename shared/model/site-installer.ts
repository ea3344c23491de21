import type { EnrolmentBundle } from '../protocol/enrolment'
import { fail, ok, type Outcome } from '../outcome'

/*
 * The agent's installer for Windows (MSI) has a place for a room's bundle: a property of fixed length, whose text Windows Installer keeps in one piece. A
 * copy with the bundle in it enrols by itself wherever it is installed. Nothing but these bytes changes, so it needs neither Windows nor its tools.
 */

/** What the property begins with; the bundle follows in hexadecimal digits, or dots alone. agent/platform/windows/installer/installer.c reads it. */
const mark = 'classwarden-enrolment:'
const room = 4_000
const dot = 0x2e

/** The property as the package has it. */
export const emptyEnrolmentProperty = mark + '.'.repeat(room)

export type SiteInstallerFailure = 'not-an-installer' | 'already-made' | 'signed' | 'bundle-too-long'

/** The name, in a compound file's directory, of what a signature lies in ([MS-CFB]; Authenticode for MSI). */
const signatureName = '\u0005DigitalSignature'

/** Where the bundle goes in an installer that can take one. A signed one is refused: its signature would no longer be true. */
export function findBundlePlace(installer: Uint8Array): Outcome<number, Exclude<SiteInstallerFailure, 'bundle-too-long'>> {
  const places = placesIn(installer)
  const [from = 0] = places
  const place = installer.subarray(from, from + room)
  if (places.length !== 1 || place.length < room)
    return fail('not-an-installer', 'This is not the installer of the agent for Windows (classwarden-agent_…_x64.msi), or it is damaged.')
  if (place[0] !== dot) return fail('already-made', 'This installer was made for a room already: choose the one as it was built.')
  if (!place.every((byte) => byte === dot)) return fail('not-an-installer', 'This installer is damaged.')
  if (find(installer, utf16(signatureName), 0) !== -1)
    return fail(
      'signed',
      'This installer is signed, and with a bundle in it its signature would be false: choose the one for sites, beside it.',
    )
  return ok(from)
}

/** A copy of the agent's installer that enrols into the bundle's room. */
export function makeSiteInstaller(installer: Uint8Array, bundle: EnrolmentBundle): Outcome<Uint8Array<ArrayBuffer>, SiteInstallerFailure> {
  const place = findBundlePlace(installer)
  if (!place.ok) return place
  const text = hex(JSON.stringify(bundle))
  if (text.length > room) return fail('bundle-too-long', 'The hub has too many addresses for an installer: hand out the bundle as a file.')
  const made = new Uint8Array(installer)
  made.set(ascii(text.padEnd(room, '.')), place.value)
  return ok(made)
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

const utf16 = (text: string): Uint8Array =>
  Uint8Array.from(Array.from(text, (letter) => [letter.charCodeAt(0) & 0xff, letter.charCodeAt(0) >> 8]).flat())

/** JSON may name every letter by its number (RFC 8259, 7): what is left is ASCII, two digits a byte. */
const hex = (json: string): string =>
  Array.from(json.replaceAll(/[^ -~]/gu, escaped), (letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('')

const escaped = (letters: string): string =>
  Array.from({ length: letters.length }, (_none, at) => `\\u${letters.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')

/** Where a bundle may stand: the mark alone is also in the library that reads it. */
function placesIn(installer: Uint8Array): readonly number[] {
  const markBytes = ascii(mark)
  const places: number[] = []
  for (let at = find(installer, markBytes, 0); at !== -1; at = find(installer, markBytes, at + 1)) {
    const from = at + markBytes.length
    if (/[\da-f.]/u.test(String.fromCharCode(installer[from] ?? 0))) places.push(from)
  }
  return places
}

function find(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const [first = 0] = wanted
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1))
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at
  return -1
}
