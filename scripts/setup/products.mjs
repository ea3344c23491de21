import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { reasonOf, runNpm, SetupFailure } from './step.mjs'

/** Everything a built product is made of; a change anywhere here means a new build. */
const sources = [
  'shared',
  'agent',
  'main',
  'renderer',
  'assets',
  'scripts/build.ts',
  'scripts/windows-programs.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]

/** Lies beside the products, so that deleting `out/` also forgets that they were built. */
const stamp = 'out/.sources'

/**
 * @param {string} root the repository's folder
 * @returns {Promise<string>} SHA-256, in hex, over the paths and contents of all sources
 */
export async function hashSources(root) {
  const hash = createHash('sha256')
  for (const source of sources) await addToHash(hash, root, source)
  return hash.digest('hex')
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} root
 * @param {string} source a file or folder, relative to root
 * @returns {Promise<void>}
 */
async function addToHash(hash, root, source) {
  const absolute = path.join(root, source)
  const found = await stat(absolute).catch(() => undefined)
  if (found === undefined) return
  if (found.isFile()) {
    hash
      .update(`${source}\0`)
      .update(await readFile(absolute))
      .update('\0')
    return
  }
  const names = (await readdir(absolute)).sort()
  for (const name of names) await addToHash(hash, root, `${source}/${name}`)
}

/**
 * @param {string} root
 * @returns {Promise<boolean>} whether `out/` was built from exactly these sources
 */
async function isBuilt(root) {
  const built = await readFile(path.join(root, stamp), 'utf8').catch(() => '')
  return built === (await hashSources(root))
}

/**
 * Remembers that `out/` holds these sources. Called by the build after its last file.
 * @param {string} root
 * @param {string} hash of the sources, as `hashSources` answered before the build
 */
export async function markBuilt(root, hash) {
  await mkdir(path.join(root, 'out'), { recursive: true })
  await writeFile(path.join(root, stamp), hash)
}

/**
 * @param {string} root
 * @param {readonly string[]} [needed] products that a build leaves out where their compiler is missing: without them, what was built is not enough
 * @returns {import('./step.mjs').Step}
 */
export function products(root, needed = []) {
  return {
    name: 'products',
    async todo() {
      const isComplete = needed.every((file) => existsSync(path.join(root, file)))
      return isComplete && (await isBuilt(root)) ? undefined : 'building the console, hub, agent and pages into out/'
    },
    async run() {
      const finished = await runNpm(['run', '--silent', 'build'], root)
      if (finished.code !== 0) throw new SetupFailure(`the build failed (${reasonOf(finished)}): npm run build shows all of it`)
    },
  }
}
