import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { type EnrolmentBundle, enrolmentBundleSchema } from '#shared/protocol/enrolment'
import { fail, ok, type Outcome } from '#shared/outcome'

export type BundleCode = 'bundle-unreadable' | 'bundle-invalid' | 'token-expired'

/** Reads an enrolment bundle from a file, or from standard input for `-`. `now` is milliseconds since 1970-01-01T00:00Z. */
export async function readBundle(file: string, now: number): Promise<Outcome<EnrolmentBundle, BundleCode>> {
  let content: string
  try {
    content = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')
  } catch (error) {
    return fail('bundle-unreadable', `${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`)
  }
  const bundle = enrolmentBundleSchema.safeParse(parseJson(content))
  if (!bundle.success) {
    return fail('bundle-invalid', `${file === '-' ? 'Standard input' : file} is no enrolment bundle: ask the technician for a new one.`)
  }
  if (bundle.data.expiresAt <= now) {
    const ended = new Date(bundle.data.expiresAt).toISOString()
    return fail('token-expired', `The bundle ended at ${ended}: check this PC's clock, or ask the technician for a new bundle.`)
  }
  return ok(bundle.data)
}

const parseJson = (content: string): unknown => {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}
