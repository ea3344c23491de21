import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const hubProgram = path.resolve(import.meta.dirname, '../../out/hub/classwarden-hub.js')

/** An evidence pack as whoever was given it has it: a file, its passphrase, 7-Zip, and the hub's program without a hub. */
export interface EvidenceFile {
  /** Where 7-Zip has laid out what is in it. */
  readonly folder: string
  /** The exit code of the command, a colon, and what it says of it. */
  verify(): Promise<string>
  /** The same after one byte of this file in it was changed and 7-Zip has packed it all again, with the same passphrase. */
  verifyChanged(name: string): Promise<string>
  remove(): Promise<void>
}

export async function openEvidence(archive: string, passphrase: string): Promise<EvidenceFile> {
  const work = await mkdtemp(path.join(tmpdir(), 'classwarden-pack-'))
  const folder = path.join(work, 'out')
  await run('7z', ['x', `-p${passphrase}`, `-o${folder}`, '-y', archive])
  const passphraseFile = path.join(work, 'passphrase')
  await writeFile(passphraseFile, `${passphrase}\n`)
  const verifyFile = (file: string): Promise<string> =>
    new Promise((resolve) => {
      execFile(process.execPath, [hubProgram, 'verify-pack', file, '--passphrase-file', passphraseFile], (error, stdout, stderr) => {
        resolve(`${error?.code ?? 0}: ${stdout}${stderr}`.trim())
      })
    })
  let changes = 0
  return {
    folder,
    verify: () => verifyFile(archive),
    verifyChanged: async (name) => {
      changes += 1
      const copy = path.join(work, `copy-${changes}`)
      await mkdir(copy)
      await cp(folder, copy, { recursive: true })
      const content = await readFile(path.join(copy, name))
      const middle = content.length >> 1
      content.writeUInt8(content.readUInt8(middle) ^ 1, middle)
      await writeFile(path.join(copy, name), content)
      const file = path.join(work, `copy-${changes}.zip`)
      await run('7z', ['a', '-tzip', '-mem=AES256', `-p${passphrase}`, file, '.'], { cwd: copy })
      return verifyFile(file)
    },
    remove: () => rm(work, { recursive: true, force: true }),
  }
}
