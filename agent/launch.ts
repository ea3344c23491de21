import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readBootId } from './boot-id'
import { type CompiledProgram, loadProgram } from './compiled-program'
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

/**
 * On Windows the code is kept by the PC itself, as the build, which runs on Linux, cannot compile for it. One program is kept: another one's code is not
 * taken, and replaced.
 */
const keptFile = process.platform === 'win32' ? path.join(dataFolder, 'program.code') : undefined
/** By then whatever a start runs has run, and the PC has come to rest. */
const keepAfterMs = 60_000

if (command === 'run') runAgent()
else runCommand()

function runAgent(): void {
  const { folder, trial } = chooseProgram(dataFolder, own, readBootId())
  launchFrom(folder)
  if (trial !== null) noteEnd(dataFolder, trial)
  try {
    const program = loadProgram(path.join(folder, programName), keptFile)
    program.run()
    if (keptFile !== undefined && !program.isFromKept) keepLater(program)
  } catch (error) {
    // It does not even load: no need to try again.
    if (trial !== null) goBack(dataFolder, trial, 'crashed', 'It could not be loaded.')
    throw error
  }
  if (trial !== null) watchTrial(dataFolder, trial)
}

function keepLater(program: CompiledProgram): void {
  const timer = setTimeout(() => {
    try {
      program.keep()
    } catch {
      // A disk that refuses it costs each start the time to compile, nothing else.
    }
  }, keepAfterMs)
  timer.unref()
}

function runCommand(): void {
  // What sets a PC up is the package's; the agent's own errands are of its version.
  const isSetUp = command === 'browser-policy' || command === 'compile'
  const folder = isSetUp ? own.folder : (process.env['CLASSWARDEN_PROGRAM'] ?? presentProgram(dataFolder, own))
  launchFrom(folder)
  const program = loadProgram(path.join(folder, programName), keptFile)
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
