#!/usr/bin/env node
import { runCommandLine } from './program'
import { settingsFile } from './settings'

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())
// `classwarden watch ... | head` closes the pipe early: that is an end, not a fault.
process.stdout.on('error', () => process.exit(0))

process.exitCode = await runCommandLine(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  printError: (line) => process.stderr.write(`${line}\n`),
  settingsFile: settingsFile(process.env),
  signal: interrupted.signal,
})
