import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadProgram } from './compiled-program'

/* What Node is given to run: the program itself lies beside it. */

const program = loadProgram(path.join(path.dirname(fileURLToPath(import.meta.url)), 'classwarden-agent-program.cjs'))
// The build's last step; see index.ts.
if (process.argv[2] === 'compile') process.once('exit', () => program.keep())
program.run()
