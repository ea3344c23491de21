import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'

const LockFile = z.object({
  packages: z.record(z.string(), z.object({ optionalDependencies: z.record(z.string(), z.string()).default({}) })),
})

/** The folders in which Node looks for a package that is asked for in this one: `a/node_modules/b` looks in itself, in `a` and at the top. */
function lookupFolders(folder: string): string[] {
  const parts = folder.split('/node_modules/')
  return parts.map((_part, depth) => parts.slice(0, parts.length - depth).join('/node_modules/')).concat('')
}

test('the lock file holds the package of every system, so that npm ci works on each', async () => {
  const { packages } = LockFile.parse(JSON.parse(await readFile(new URL('../../../package-lock.json', import.meta.url), 'utf8')))
  // npm leaves out, without a word, an optional package that the registry does not have yet; npm ci then refuses the lock file.
  const missing = Object.entries(packages).flatMap(([folder, { optionalDependencies }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !lookupFolders(folder).some((base) => `${base === '' ? '' : `${base}/`}node_modules/${name}` in packages),
    ),
  )
  expect(missing).toEqual([])
})
