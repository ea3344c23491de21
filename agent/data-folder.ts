import path from 'node:path'

/** Where the agent keeps what is this PC's, unless it is told another place. */
export const defaultDataFolder =
  process.platform === 'win32'
    ? path.join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'Classwarden', 'Agent')
    : '/var/lib/classwarden-agent'
