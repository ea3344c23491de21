import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Data, NtExecutable, NtExecutableResource, Resource } from 'resedit'
import { product, root } from '../workspace'

/** English of the United States, and Unicode: what Windows looks for first. */
const language = { lang: 0x409, codepage: 1_200 }

/** What Windows shows of a program: sign, name and version. A signature that it had ends with it, as it was of another content. */
export async function brandExecutable(file: string, target: string, describes: string): Promise<void> {
  const executable = NtExecutable.from(await readFile(file), { ignoreCert: true })
  const resources = NtExecutableResource.from(executable)
  const icons = Data.IconFile.from(await readFile(path.join(root, 'assets/icons/console.ico'))).icons.map(({ data }) => data)
  Resource.IconGroupEntry.replaceIconsForResource(resources.entries, 1, language.lang, icons)
  // Only ours: Node tells of itself in its own.
  resources.entries = resources.entries.filter(({ type }) => type !== versionType)
  const about = Resource.VersionInfo.createEmpty()
  about.setFileVersion(product.version, language.lang)
  about.setProductVersion(product.version, language.lang)
  about.setStringValues(language, {
    ProductName: 'Classwarden',
    FileDescription: describes,
    CompanyName: product.author,
    FileVersion: product.version,
    ProductVersion: product.version,
    LegalCopyright: 'MIT licence',
  })
  about.outputToResourceEntries(resources.entries)
  resources.outputResource(executable)
  await writeFile(target, Buffer.from(executable.generate()), { mode: 0o755 })
}

/** RT_VERSION. */
const versionType = 16
