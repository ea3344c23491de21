import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fail, ok, type Outcome } from '#shared/outcome'

const sumsName = 'SHA256SUMS'
const signatureName = 'SHA256SUMS.sig'
const isPackage = (name: string): boolean => /\.(?:deb|cwbuild|tar\.gz|exe|msi|dmg)$/u.test(name)

/** Writes SHA256SUMS (the format of sha256sum(1)) over the packages in `folder`, and signs it with an Ed25519 key in PEM if one is given. */
export async function writeChecksums(folder: string, privateKeyPem: string | null): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter(isPackage).sort()
  const lines = await Promise.all(names.map(async (name) => `${await sumOf(path.join(folder, name))}  ${name}\n`))
  const sums = lines.join('')
  await writeFile(path.join(folder, sumsName), sums)
  await rm(path.join(folder, signatureName), { force: true })
  // Ed25519 hashes by itself (RFC 8032), so no digest is named.
  if (privateKeyPem !== null)
    await writeFile(path.join(folder, signatureName), sign(null, Buffer.from(sums), createPrivateKey(privateKeyPem)))
  return names
}

export type ChecksumCode = 'not-signed' | 'key-unreadable' | 'bad-signature' | 'bad-checksum' | 'not-listed'

/** [G5] Whether the packages in `folder` are those that the owner of the key signed; answers their names. */
export async function verifyChecksums(folder: string, publicKeyPem: string): Promise<Outcome<readonly string[], ChecksumCode>> {
  const sums = await readOrNull(path.join(folder, sumsName))
  const signature = await readOrNull(path.join(folder, signatureName))
  if (sums === null || signature === null) return fail('not-signed', `${folder} has no ${sumsName} with its ${signatureName}.`)
  try {
    if (!verify(null, sums, createPublicKey(publicKeyPem), signature)) {
      return fail('bad-signature', `${signatureName} was not made with this key over this ${sumsName}: trust none of these packages.`)
    }
  } catch (error) {
    return fail('key-unreadable', `The key is no Ed25519 public key in PEM (${error instanceof Error ? error.message : String(error)}).`)
  }
  const listed = new Map(
    sums
      .toString()
      .trimEnd()
      .split('\n')
      .map((line): [string, string] => [line.slice(66), line.slice(0, 64)]),
  )
  for (const [name, sum] of listed) {
    if ((await sumOf(path.join(folder, name)).catch(() => null)) !== sum) {
      return fail('bad-checksum', `${name} is missing or is not the file that was signed: do not install it.`)
    }
  }
  const stray = (await readdir(folder)).find((name) => isPackage(name) && !listed.has(name))
  return stray === undefined ? ok([...listed.keys()]) : fail('not-listed', `${stray} was not signed: do not install it.`)
}

const sumOf = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex')

const readOrNull = (file: string): Promise<Buffer | null> => readFile(file).catch(() => null)
