import { cp, mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { PackageFailure, root } from './workspace'

/** A package that stays outside the bundles, with the files of it that are loaded on Linux with glibc. */
export interface NativePackage {
  readonly name: string
  readonly files: readonly string[]
}

const { arch } = process

export const agentPackages: readonly NativePackage[] = [
  { name: 'koffi', files: ['index.cjs', 'src/koffi/index.cjs', 'src/koffi/src/static.cjs'] },
  { name: `@koromix/koffi-linux-${arch}`, files: ['index.js', `linux_${arch}/koffi.node`] },
  { name: '@julusian/jpeg-turbo', files: ['index.js', 'binding-options.js', `prebuilds/jpeg-turbo-linux-${arch}`] },
  { name: 'pkg-prebuilds', files: ['bindings.js', 'lib/prebuild.js'] },
  { name: '@napi-rs/canvas', files: ['index.js', 'js-binding.js', 'geometry.js', 'load-image.js'] },
  { name: `@napi-rs/canvas-linux-${arch}-gnu`, files: [`skia.linux-${arch}-gnu.node`] },
]

export const hubPackages: readonly NativePackage[] = [
  { name: 'libsql', files: ['index.js', 'auth.js', 'sqlite-error.js'] },
  { name: `@libsql/linux-${arch}-gnu`, files: ['index.node'] },
  { name: '@neon-rs/load', files: ['dist'] },
  { name: 'detect-libc', files: ['lib'] },
  { name: '@node-rs/argon2', files: ['index.js'] },
  { name: `@node-rs/argon2-linux-${arch}-gnu`, files: [`argon2.linux-${arch}-gnu.node`] },
]

/** Copies them into `folder`/node_modules, each with its package.json and licence. */
export async function copyNativePackages(packages: readonly NativePackage[], folder: string): Promise<void> {
  for (const { name, files } of packages) {
    const from = path.join(root, 'node_modules', name)
    const to = path.join(folder, 'node_modules', name)
    await mkdir(to, { recursive: true })
    for (const file of ['package.json', ...files]) {
      await cp(path.join(from, file), path.join(to, file), { recursive: true }).catch(() => {
        throw new PackageFailure(`${name} has no ${file} in node_modules: run npm run setup, and look whether that package changed.`)
      })
    }
  }
}

/** Of all packages that end up in ours: name, version and licence, one a line. */
export async function describeLicences(): Promise<string> {
  const schema = z.object({ name: z.string(), version: z.string(), license: z.string().default('see the package') })
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')))
  const lines = await Promise.all(
    Object.keys(dependencies).map(async (dependency) => {
      const { name, version, license } = schema.parse(
        JSON.parse(await readFile(path.join(root, 'node_modules', dependency, 'package.json'), 'utf8')),
      )
      return `${name} ${version}: ${license}`
    }),
  )
  return `${lines.sort().join('\n')}\n`
}
