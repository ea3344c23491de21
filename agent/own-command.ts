import path from 'node:path'
import { isSea } from 'node:sea'
import { fileURLToPath } from 'node:url'

/** How the agent runs a command of its own in another process. In the package it is one executable; else Node is given its file. */
export const ownCommand = (command: string): readonly [string, ...string[]] =>
  isSea() ? [process.execPath, command] : [process.execPath, process.argv[1] ?? '', command]

/** Where the program lies, with the fonts and policies of its version. */
export const ownFolder = (): string => path.dirname(fileURLToPath(import.meta.url))

/** Where the launcher lies, with what only the package brings: the extension, the native host, the key of its updates. */
export const packageFolder = (): string => path.dirname(isSea() ? process.execPath : (process.argv[1] ?? ''))
