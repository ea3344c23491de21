import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build as esbuild, type BuildOptions, type Plugin } from 'esbuild'
import { build as vite } from 'vite'
import { z } from 'zod'
import { drawGlyphs } from '../agent/platform/glyphs/draw-glyphs'
import { type ExtensionFamily, manifestOf } from '../agent/browser/extension/manifest'
import { writePolicyFile } from '../shared/policy/policy-file'
import { keptPolicies } from './policy/kept-policies'
import { hashSources, markBuilt } from './setup/products.mjs'
import { buildWindowsPrograms, desktopSources } from './windows-programs'

/** One file that `npm run build` makes: from a composition root of a room to `out/`. */
interface Product {
  readonly name: string
  readonly entry: string
  readonly outfile: string
  readonly options: BuildOptions
}

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')))

/** Packages with a compiled part stay outside the bundles: their `.node` files are found in node_modules, or beside the executable. */
const nativePackages = ['koffi', '@julusian/jpeg-turbo', '@napi-rs/canvas', 'libsql', '@node-rs/argon2']

/**
 * Parts of libraries that nobody calls: zod's messages in fifty languages, and of x11 an X server, the names of all keys and extensions other than
 * the agent's. They would be a third of the agent's text, which every start reads, and memory on every pupil PC.
 */
const uncalledParts =
  /\/zod\/v4\/locales\/index\.js$|\/x11\/lib\/(xserver\/index|keysyms|ext\/(apple-wm|dbe|dpms|dri3|glx|present|record|screen-saver|xc-misc|xinerama|xinput|xkb|xtest|xv))\.js$/
const withoutUncalledParts: Plugin = {
  name: 'without-uncalled-parts',
  setup: (build) => {
    // Go's regular expressions, which esbuild filters by, know no `u` flag.
    build.onLoad({ filter: uncalledParts }, () => ({ contents: 'export {}' }))
  },
}

/**
 * What the agent imports only for an errand that is over soon, each in a file of its own: enrolment, the browsers' set-up and the look at the PC's
 * hardware are nearly half of the agent's text, which an agent that runs keeps in memory all day.
 */
const errands: Readonly<Record<string, string>> = {
  enrol: 'agent/enrolment/enrol.ts',
  'browser-policy': 'agent/browser/policy/browser-policy.ts',
  'update-errand': 'agent/update/update-errand.ts',
  systeminformation: 'systeminformation',
  'read-inventory': 'agent/inventory/read-inventory.ts',
  'windows-platform': 'agent/platform/windows/windows-platform.ts',
  'find-hubs': 'agent/announcements/find-hubs.ts',
  'mac-platform': 'agent/platform/macos/mac-platform.ts',
}
const errandFile = (name: string): string => `errands/${name}.cjs`
const withErrandsApart: Plugin = {
  name: 'with-errands-apart',
  setup: (build) => {
    build.onResolve({ filter: new RegExp(`(^|/)(${Object.keys(errands).join('|')})$`) }, ({ kind, path: imported }) =>
      kind === 'dynamic-import' ? { path: `./${errandFile(path.posix.basename(imported))}`, external: true } : null,
    )
  },
}

const shared: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  define: { classwardenVersion: JSON.stringify(version), classwardenDesktop: JSON.stringify(await desktopSources(root)) },
  sourcemap: true,
  plugins: [withoutUncalledParts],
  external: ['electron', ...nativePackages.flatMap((name) => [name, `${name}/*`])],
  // socket.io and ws ask for these optional speed-ups in a try block and do without them.
  logOverride: { 'require-resolve-not-external': 'silent' },
  logLevel: 'warning',
}

/** CommonJS packages inside an ES module bundle still call `require` for Node's own modules. */
const requireInModule = "import { createRequire as __createRequire } from 'node:module'\nconst require = __createRequire(import.meta.url)"

const asModule: BuildOptions = { ...shared, format: 'esm', banner: { js: requireInModule } }

const asCommonJs: BuildOptions = {
  ...shared,
  format: 'cjs',
  define: { ...shared.define, 'import.meta.url': '__importMetaUrl' },
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href" },
}

/** Program text stays in memory as long as the agent runs. What it imports when it needs it comes through `require`, as it is no file to Node. */
const programText: BuildOptions = { ...asCommonJs, minify: true, supported: { 'dynamic-import': false } }

const products: readonly Product[] = [
  { name: 'agent', entry: 'agent/launch.ts', outfile: 'out/agent/classwarden-agent.cjs', options: asCommonJs },
  {
    name: 'agent program',
    entry: 'agent/index.ts',
    outfile: 'out/agent/classwarden-agent-program.cjs',
    options: { ...programText, plugins: [withoutUncalledParts, withErrandsApart] },
  },
  ...Object.entries(errands).map(([name, entry]) => ({
    name: `agent errand ${name}`,
    entry,
    outfile: `out/agent/${errandFile(name)}`,
    options: programText,
  })),
  { name: 'hub', entry: 'main/hub/index.ts', outfile: 'out/hub/classwarden-hub.js', options: asModule },
  { name: 'command line', entry: 'main/cli/index.ts', outfile: 'out/cli/classwarden.js', options: asModule },
  { name: 'console', entry: 'main/index.ts', outfile: 'out/main/index.js', options: asModule },
  { name: 'hub process', entry: 'main/hub/utility.ts', outfile: 'out/main/hub-process.js', options: asModule },
  // A sandboxed preload must be CommonJS.
  { name: 'preload', entry: 'main/preload/index.ts', outfile: 'out/preload/index.cjs', options: { ...shared, format: 'cjs' } },
]

async function buildProduct(product: Product): Promise<void> {
  const startedMs = performance.now()
  await esbuild({ ...product.options, absWorkingDir: root, entryPoints: [product.entry], outfile: product.outfile })
  await chmod(path.join(root, product.outfile), 0o755)
  console.log(`  ${product.name}: ${product.outfile} (${Math.round(performance.now() - startedMs)} ms)`)
}

async function buildRenderer(): Promise<void> {
  if (!existsSync(path.join(root, 'renderer/index.html'))) {
    console.log('  pages: skipped, renderer/index.html does not exist yet')
    return
  }
  const startedMs = performance.now()
  await vite({ configFile: path.join(root, 'renderer/vite.config.ts'), logLevel: 'warn' })
  console.log(`  pages: out/renderer (${Math.round(performance.now() - startedMs)} ms)`)
}

const extensionTargets: Readonly<Record<ExtensionFamily, string>> = { chromium: 'chrome120', firefox: 'firefox128' }

/** The browser extension as a folder for each family of browsers; it is packed where it is installed. */
async function buildExtension(family: ExtensionFamily): Promise<void> {
  const startedMs = performance.now()
  const source = path.join(root, 'agent/browser/extension')
  const folder = path.join(root, 'out/agent/extension', family)
  await esbuild({
    absWorkingDir: root,
    entryPoints: ['worker', 'blocked', 'typed'].map((name) => path.join(source, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: extensionTargets[family],
    plugins: [withoutUncalledParts],
    logLevel: 'warning',
  })
  await Promise.all(['blocked.html', 'blocked.css'].map((name) => copyFile(path.join(source, name), path.join(folder, name))))
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifestOf(family, version.replace(/[^\d.].*$/u, ''))))
  console.log(`  extension: out/agent/extension/${family} (${Math.round(performance.now() - startedMs)} ms)`)
}

/** The C program that links a browser to the agent: static, so that it is the same on every Linux and nothing can be preloaded into it. */
async function buildBrowserHost(): Promise<void> {
  if (process.platform !== 'linux') return
  const outfile = path.join(root, 'out/agent/browser-host')
  await mkdir(path.dirname(outfile), { recursive: true })
  const args = ['-static', '-Os', '-s', '-Wall', '-Wextra', '-Werror', '-o', outfile, 'agent/browser/host/host.c']
  for (const compiler of ['musl-gcc', 'cc']) {
    try {
      await promisify(execFile)(compiler, args, { cwd: root })
      console.log(`  browser host: out/agent/browser-host (${compiler})`)
      return
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!missing) throw error
    }
  }
  console.log('  browser host: skipped, there is no C compiler (Debian: gcc, musl-tools); browsers of this build cannot be linked')
}

/** The policies as compiled, beside each program that flags by them. */
async function buildPolicies(): Promise<void> {
  const startedMs = performance.now()
  const packs = await keptPolicies()
  if (!packs.ok) throw new Error(packs.detail)
  for (const program of ['agent', 'hub', 'main']) {
    await mkdir(path.join(root, 'out', program), { recursive: true })
    await writeFile(path.join(root, 'out', program, 'policies.bin'), writePolicyFile(packs.value))
  }
  console.log(`  policies: out/{agent,hub,main}/policies.bin (${Math.round(performance.now() - startedMs)} ms)`)
}

/** The letters of a lock, so that a locked PC has its words without drawing any. */
async function buildGlyphs(): Promise<void> {
  const startedMs = performance.now()
  await mkdir(path.join(root, 'out/agent'), { recursive: true })
  await writeFile(path.join(root, 'out/agent/notice-glyphs.bin'), drawGlyphs())
  console.log(`  glyphs: out/agent/notice-glyphs.bin (${Math.round(performance.now() - startedMs)} ms)`)
}

/** The fonts of what the hub prints, beside each program that holds a hub. */
async function copyDocumentFonts(): Promise<void> {
  for (const program of ['hub', 'main'])
    await cp(path.join(root, 'assets/document-fonts'), path.join(root, 'out', program, 'document-fonts'), { recursive: true })
}

// Taken before the build: a file saved meanwhile then counts as changed.
const sources = await hashSources(root)
await rm(path.join(root, 'out'), { recursive: true, force: true })
await mkdir(path.join(root, 'out'))
try {
  await Promise.all([
    ...products.map(buildProduct),
    buildRenderer(),
    buildExtension('chromium'),
    buildExtension('firefox'),
    buildBrowserHost(),
    buildWindowsPrograms(root).then((lines) => {
      for (const line of lines) console.log(`  ${line}`)
    }),
    buildPolicies(),
    buildGlyphs(),
    copyDocumentFonts(),
  ])
  // Keeps the compiled code of the agent beside it: it starts sooner, and so does a lock after a crash.
  await promisify(execFile)(process.execPath, [path.join(root, 'out/agent/classwarden-agent.cjs'), 'compile'])
} catch (error) {
  // esbuild and vite have printed what is wrong and where; anything else is told here.
  console.error(`Build failed: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
await markBuilt(root, sources)
