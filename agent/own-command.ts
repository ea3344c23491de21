import path from 'node:path'
import { isSea } from 'node:sea'

/** How the agent runs a command of its own in another process. In the package it is one executable; else Node is given its file. */
export const ownCommand = (command: string): readonly [string, ...string[]] =>
  isSea() ? [process.execPath, command] : [process.execPath, process.argv[1] ?? '', command]

/** Where the extension, the native host and the fonts lie: beside the agent. */
export const ownFolder = (): string => path.dirname(isSea() ? process.execPath : (process.argv[1] ?? ''))
