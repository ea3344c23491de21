import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readBootId } from './boot-id'
import { loadProgram } from './compiled-program'
import { defaultDataFolder } from './data-folder'
import { chooseProgram, presentProgram } from './update/chosen-program'
import { noteEnd, watchTrial } from './update/trial-watch'
import { goBack, programName } from './update/version-state'
import { agentVersion, desktopSources } from './version'

/*
 * What Node is given to run: the program itself lies beside it, or in the data folder where the hub brought a newer one. This file is the package's and is
 * never updated otherwise, so that a version that does not work can be given up by code that did.
 */

const own = { folder: path.dirname(fileURLToPath(import.meta.url)), version: agentVersion }
const command = process.argv[2] ?? ''
const dataAt = process.argv.indexOf('--data')
const dataFolder = (dataAt === -1 ? null : process.argv[dataAt + 1]) ?? defaultDataFolder

if (command === 'run') runAgent()
else runCommand()

function runAgent(): void {
  const { folder, trial } = chooseProgram(dataFolder, own, readBootId())
  launchFrom(folder)
  if (trial !== null) noteEnd(dataFolder, trial)
  try {
    loadProgram(path.join(folder, programName)).run()
  } catch (error) {
    // It does not even load: no need to try again.
    if (trial !== null) goBack(dataFolder, trial, 'crashed', 'It could not be loaded.')
    throw error
  }
  if (trial !== null) watchTrial(dataFolder, trial)
}

function runCommand(): void {
  // What sets a PC up is the package's; the agent's own errands are of its version.
  const isSetUp = command === 'browser-policy' || command === 'compile'
  const folder = isSetUp ? own.folder : (process.env['CLASSWARDEN_PROGRAM'] ?? presentProgram(dataFolder, own))
  launchFrom(folder)
  const program = loadProgram(path.join(folder, programName))
  // The build's last step; see index.ts.
  if (command === 'compile') process.once('exit', () => program.keep())
  program.run()
}

/** The program's errands run the same version, and know what they were launched by. */
function launchFrom(folder: string): void {
  process.env['CLASSWARDEN_PROGRAM'] = folder
  process.env['CLASSWARDEN_PACKAGE_VERSION'] = own.version
  process.env['CLASSWARDEN_PACKAGE_DESKTOP'] = desktopSources
}
