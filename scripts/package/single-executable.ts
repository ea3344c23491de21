import { chmod, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root, runTool } from './workspace'

/** Node's mark in its own executable (Node.js manual, "Single executable applications"). */
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

/**
 * Writes `executable`: Node with the CommonJS file `main` in it, which it runs whatever its arguments are. `node`: the Node it is made of, with no
 * signature; this very one unless another system's is named, for which this one cannot compile.
 */
export async function makeSingleExecutable(main: string, executable: string, node = process.execPath): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'classwarden-sea-'))
  try {
    const blob = path.join(folder, 'blob')
    const config = path.join(folder, 'config.json')
    const useCodeCache = node === process.execPath
    await writeFile(config, JSON.stringify({ main, output: blob, disableExperimentalSEAWarning: true, useCodeCache }))
    await runTool(process.execPath, ['--experimental-sea-config', config])
    await copyFile(node, executable)
    await chmod(executable, 0o755)
    const postject = path.join(root, 'node_modules/postject/dist/cli.js')
    await runTool(process.execPath, [postject, executable, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', fuse])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
