import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { PackageFailure, product, runTool } from './workspace'

export interface DebianPackage {
  readonly name: string
  /** One line, and the paragraph under it. */
  readonly synopsis: string
  readonly description: string
  readonly depends: readonly string[]
  readonly recommends?: readonly string[]
  /** Files under /etc that are the administrator's once installed. */
  readonly conffiles?: readonly string[]
  /** dpkg's maintainer scripts by their name (deb-postinst(5) and the like). */
  readonly scripts: Readonly<Record<string, string>>
}

/** Debian's name for this machine's kind. */
function debianArchitecture(): string {
  const names: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }
  const name = names[process.arch]
  if (name === undefined) throw new PackageFailure(`No package is made for ${process.arch}.`)
  return name
}

/** A version before its release sorts below it: `1.0.0-beta.1` is `1.0.0~beta.1`. */
const debianVersion = (): string => product.version.replace('-', '~')

const maintainer = `${product.author} <classwarden@localhost>`

/** Turns a staged tree into `folder`/NAME_VERSION_ARCH.deb; answers its path. The tree is dpkg-deb's: DEBIAN lies beside usr and etc. */
export async function buildDebianPackage(tree: string, about: DebianPackage, folder: string): Promise<string> {
  const files = await tidy(tree)
  const control = path.join(tree, 'DEBIAN')
  await mkdir(control)
  const sizeKb = Math.ceil(files.reduce((sum, { size }) => sum + size, 0) / 1_024)
  const fields = [
    `Package: ${about.name}`,
    `Version: ${debianVersion()}`,
    `Architecture: ${debianArchitecture()}`,
    `Maintainer: ${maintainer}`,
    'Section: education',
    'Priority: optional',
    `Installed-Size: ${sizeKb}`,
    `Depends: ${about.depends.join(', ')}`,
    ...(about.recommends === undefined ? [] : [`Recommends: ${about.recommends.join(', ')}`]),
    `Description: ${about.synopsis}`,
    ` ${about.description}`,
  ]
  await writeFile(path.join(control, 'control'), `${fields.join('\n')}\n`)
  await writeFile(path.join(control, 'md5sums'), files.map(({ md5, name }) => `${md5}  ${name}\n`).join(''))
  if (about.conffiles !== undefined) await writeFile(path.join(control, 'conffiles'), about.conffiles.map((file) => `${file}\n`).join(''))
  for (const [name, text] of Object.entries(about.scripts)) {
    await writeFile(path.join(control, name), text)
    await chmod(path.join(control, name), 0o755)
  }
  await mkdir(folder, { recursive: true })
  const deb = path.join(folder, `${about.name}_${debianVersion()}_${debianArchitecture()}.deb`)
  // Debian 12 and later read zstd; its sixth level takes a second where xz takes twenty.
  await runTool('dpkg-deb', ['--root-owner-group', '-Zzstd', '-z6', '--build', tree, deb])
  return deb
}

interface StagedFile {
  readonly name: string
  readonly size: number
  readonly md5: string
}

/** The rights of an installed file come from the tree and not from who built it. */
async function tidy(tree: string, folder = ''): Promise<StagedFile[]> {
  await chmod(path.join(tree, folder), 0o755)
  const found: StagedFile[] = []
  for (const name of (await readdir(path.join(tree, folder))).sort()) {
    const inside = path.join(folder, name)
    const file = path.join(tree, inside)
    const { mode, size, ...kind } = await lstat(file).then((stats) => ({
      mode: stats.mode,
      size: stats.size,
      isFolder: stats.isDirectory(),
      isLink: stats.isSymbolicLink(),
    }))
    if (kind.isLink) continue
    if (kind.isFolder) {
      found.push(...(await tidy(tree, inside)))
      continue
    }
    await chmod(file, (mode & 0o111) === 0 ? 0o644 : 0o755)
    // dpkg --verify asks for MD5; what protects a package is the signature of its checksum.
    const md5 = createHash('md5')
      .update(await readFile(file))
      .digest('hex')
    found.push({ name: inside, size, md5 })
  }
  return found
}
