import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildDebianPackage, type DebianPackage } from './debian-package'
import { describeLicences } from './native-packages'
import { root } from './workspace'

/** What a package of ours puts onto a PC, being laid out. Places are paths on the PC, without the first slash. */
export interface StagedTree {
  readonly folder: string
  /** Copies from the repository; source maps are left out. */
  add(source: string, place: string): Promise<void>
  write(place: string, text: string, mode?: number): Promise<void>
  link(place: string, target: string): Promise<void>
}

/** Lays a package out in a folder of its own, which goes once the package is built. */
export async function withStagedTree(
  about: Omit<DebianPackage, 'scripts'>,
  outFolder: string,
  fill: (tree: StagedTree) => Promise<void>,
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-stage-'))
  const makeRoom = async (place: string): Promise<string> => {
    const to = path.join(folder, place)
    await mkdir(path.dirname(to), { recursive: true })
    return to
  }
  const tree: StagedTree = {
    folder,
    add: async (source, place) => {
      const to = await makeRoom(place)
      await cp(path.join(root, source), to, { recursive: true, filter: (file) => !file.endsWith('.map') })
    },
    write: async (place, text, mode = 0o644) => {
      await writeFile(await makeRoom(place), text, { mode })
    },
    link: async (place, target) => {
      await symlink(target, await makeRoom(place))
    },
  }
  try {
    await fill(tree)
    await tree.add(`assets/deploy/${about.name}.service`, `usr/lib/systemd/system/${about.name}.service`)
    const licence = await readFile(path.join(root, 'docs/LICENSE.md'), 'utf8')
    await tree.write(`usr/share/doc/${about.name}/copyright`, `${licence}\nIt holds these packages:\n\n${await describeLicences()}`)
    const scripts: Record<string, string> = {}
    for (const name of ['postinst', 'prerm', 'postrm']) {
      scripts[name] = await readFile(path.join(root, `assets/deploy/${about.name}.${name}`), 'utf8')
    }
    return await buildDebianPackage(folder, { ...about, scripts }, outFolder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
