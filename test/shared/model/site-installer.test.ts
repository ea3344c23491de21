import { expect, test } from 'vitest'
import { emptyEnrolmentProperty, makeSiteInstaller } from '#shared/model/site-installer'
import { enrolmentBundleSchema } from '#shared/protocol/enrolment'

const bundle = {
  format: 'classwarden-enrolment-1' as const,
  hubAddresses: ['hub.school.example:8443'],
  authorityFingerprint: 'a'.repeat(64),
  token: 'b'.repeat(27),
  room: 'Salle “É” 😀',
  expiresAt: 1_800_000_000_000,
}
/** The library that reads the property holds its beginning, as in the package. */
const installer = Buffer.from(`library classwarden-enrolment:\0 text ${emptyEnrolmentProperty} more text`)
const madeOf = (bytes: Uint8Array): unknown => makeSiteInstaller(bytes, bundle)

test('holds the bundle in its place, and nothing else is changed', () => {
  const made = makeSiteInstaller(installer, bundle)
  if (!made.ok) throw new Error(made.detail)
  expect(made.value).toHaveLength(installer.length)
  const [, before, digits, after] = /^(.*enrolment:)([\da-f]+)(\.* more text)$/su.exec(Buffer.from(made.value).toString('latin1')) ?? []
  expect(enrolmentBundleSchema.parse(JSON.parse(Buffer.from(digits ?? '', 'hex').toString('utf8')))).toEqual(bundle)
  expect(installer.toString('latin1').startsWith(before ?? '-')).toBe(true)
  expect(installer.toString('latin1').endsWith(after ?? '-')).toBe(true)
  expect(installer.includes(emptyEnrolmentProperty)).toBe(true)
})

test('refuses what is no installer of ours, is cut short or damaged', () => {
  expect(madeOf(Buffer.from('MZ'))).toMatchObject({ code: 'not-an-installer' })
  expect(madeOf(new Uint8Array())).toMatchObject({ code: 'not-an-installer' })
  expect(madeOf(installer.subarray(0, 2_000))).toMatchObject({ code: 'not-an-installer' })
  expect(madeOf(Buffer.concat([installer, installer]))).toMatchObject({ code: 'not-an-installer' })
  const damaged = Buffer.from(installer)
  damaged[1_000] = 0
  expect(madeOf(damaged)).toMatchObject({ code: 'not-an-installer' })
})

test('refuses one that holds a bundle already, and one whose signature it would make false', () => {
  const made = makeSiteInstaller(installer, bundle)
  if (!made.ok) throw new Error(made.detail)
  expect(madeOf(made.value)).toMatchObject({ code: 'already-made' })
  const signed = Buffer.concat([installer, Buffer.from('\u0005DigitalSignature', 'utf16le')])
  expect(madeOf(signed)).toMatchObject({ code: 'signed' })
})

test('refuses a bundle that is too long for its place', () => {
  const hubAddresses = Array.from({ length: 8 }, () => 'h'.repeat(255))
  expect(makeSiteInstaller(installer, { ...bundle, hubAddresses })).toMatchObject({ code: 'bundle-too-long' })
})
