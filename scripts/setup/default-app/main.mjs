/**
 * What `electron PATH` runs first: the small part of Electron's own default app that development and Playwright need. Loads the
 * modules named by `-r`, takes name and version from the application's package.json, then waits for its main module.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app as electronApp } from 'electron'

/**
 * Electron keeps these three for its own default app, and so out of its types.
 * @typedef {object} Settable
 * @property {(version: string) => void} setVersion
 * @property {(path: string) => void} setAppPath
 * @property {(name: string) => void} setDesktopName
 */
const app = /** @type {import('electron').App & Settable} */ (electronApp)
const require = createRequire(import.meta.url)

/** @returns {{ applicationPath: string | undefined, preloaded: string[], wantsVersion: boolean }} from Electron's command line */
function readArguments() {
  const preloaded = []
  const words = process.argv.slice(1)
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-r' || word === '--require') preloaded.push(words.shift() ?? '')
    else if (word === '--version' || word === '-v') return { applicationPath: undefined, preloaded, wantsVersion: true }
    else if (!word.startsWith('-')) return { applicationPath: path.resolve(word), preloaded, wantsVersion: false }
  }
  return { applicationPath: undefined, preloaded, wantsVersion: false }
}

/** @param {string} applicationPath a folder with a package.json, or a script */
async function run(applicationPath) {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
  const manifestPath = path.join(applicationPath, 'package.json')
  const entry = require.resolve(applicationPath)
  if (existsSync(manifestPath)) {
    const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'))
    if (manifest.version) app.setVersion(manifest.version)
    if (manifest.productName || manifest.name) app.setName(manifest.productName ?? manifest.name)
    app.setDesktopName(manifest.desktopName ?? `${app.getName()}.desktop`)
    app.setAppPath(applicationPath)
  } else {
    app.setAppPath(path.dirname(entry))
  }
  await import(pathToFileURL(entry).href)
}

const { applicationPath, preloaded, wantsVersion } = readArguments()
for (const name of preloaded) require(path.resolve(name))
if (wantsVersion) {
  console.log(`v${process.versions.electron}`)
  process.exit(0)
} else if (applicationPath === undefined) {
  console.error('Say which application to run: electron PATH')
  process.exit(2)
} else {
  await run(applicationPath)
}
