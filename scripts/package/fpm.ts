import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { buildDebianPackage } from './debian-package'

/*
 * Stands in for fpm, which Debian does not have: takes what electron-builder calls it with for a Debian package, and builds that with dpkg-deb.
 * An option it does not know ends it, so that a new electron-builder is noticed.
 */

const text = { type: 'string' } as const
const list = { type: 'string', multiple: true } as const
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    s: { ...text, short: 's' },
    t: { ...text, short: 't' },
    force: { type: 'boolean' },
    d: { ...list, short: 'd' },
    'deb-recommends': list,
    'deb-compression': text,
    'deb-priority': text,
    architecture: text,
    'after-install': text,
    'after-remove': text,
    description: text,
    version: text,
    package: text,
    name: text,
    maintainer: text,
    vendor: text,
    url: text,
    license: text,
  },
})
const needed = (name: 'after-install' | 'after-remove' | 'package' | 'name' | 'description'): string => {
  const value = values[name]
  if (value === undefined) throw new Error(`fpm.ts is called without --${name}.`)
  return value
}
if (values.s !== 'dir' || values.t !== 'deb') throw new Error('fpm.ts makes Debian packages from folders, and nothing else.')

const tree = await mkdtemp(path.join(tmpdir(), 'classwarden-console-'))
try {
  for (const pair of positionals) {
    const at = pair.lastIndexOf('=')
    const to = path.join(tree, pair.slice(at + 1))
    await mkdir(path.dirname(to), { recursive: true })
    await cp(pair.slice(0, at), to, { recursive: true, verbatimSymlinks: true })
  }
  const [synopsis = '', ...paragraph] = needed('description').trim().split('\n')
  const about = {
    name: needed('name'),
    synopsis: synopsis.trim(),
    description: paragraph.join(' ').trim() || synopsis.trim(),
    depends: values.d ?? [],
    ...(values['deb-recommends'] === undefined ? {} : { recommends: values['deb-recommends'] }),
    scripts: {
      postinst: await readFile(needed('after-install'), 'utf8'),
      postrm: await readFile(needed('after-remove'), 'utf8'),
    },
  }
  const wanted = needed('package')
  await rename(await buildDebianPackage(tree, about, path.dirname(wanted)), wanted)
} finally {
  await rm(tree, { recursive: true, force: true })
}
