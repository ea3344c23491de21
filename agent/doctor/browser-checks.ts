import { existsSync } from 'node:fs'
import type { BrowserName } from '#shared/model/page'
import { browserNames, type BrowserStanding, browserStanding } from '../browser/browser-standing'
import { cHostRuns } from '../browser/host/install-host'
import { type InstallRecord, readInstallRecord, setUpFolder } from '../browser/install-record'
import type { AgentStatus } from '../status/status'
import { bad, type Finding, good } from './finding'

const onWindows = process.platform === 'win32'
const again = onWindows ? 'install the agent again' : 'run "classwarden-agent browser-policy install" again'

const names: Readonly<Record<BrowserName, string>> = { chromium: 'Chromium', chrome: 'Chrome', edge: 'Edge', firefox: 'Firefox' }

/** Whether the set-up of the browsers is as it was written, each browser's by itself, and what is linked. `status`: null when the agent does not run. */
export async function examineBrowsers(dataFolder: string, status: Pick<AgentStatus, 'browsers'> | null): Promise<Finding[]> {
  const record = await readInstallRecord(setUpFolder(dataFolder))
  if (record === null) {
    const how = onWindows ? 'the installer sets them up, unless told not to' : '"classwarden-agent browser-policy install" sets them up'
    const detail = `not set up, so open pages are not seen; ${how}`
    return [{ check: 'browsers', state: 'skipped', detail }]
  }
  const findings = [good('browsers', `set up, extension ${record.extensionVersion}`), await examineHost(record)]
  for (const browser of browserNames) {
    findings.push(describeStanding(await browserStanding(browser, record, status?.browsers?.linked ?? []), record))
  }
  return findings
}

async function examineHost({ hostKind, hostProgram }: InstallRecord): Promise<Finding> {
  if (hostKind === 'c') {
    return (await cHostRuns(hostProgram))
      ? good('browser host', 'the C program runs')
      : bad('browser host', `${hostProgram} is gone or cannot run, so no browser can be linked: ${again}.`)
  }
  const fallback = 'the Node fallback is used, some 45 MB for each profile: the C program was missing or could not run at the set-up'
  return existsSync(hostProgram) ? good('browser host', fallback) : bad('browser host', `${hostProgram} is gone: ${again}.`)
}

function describeStanding({ browser, state, installed, fault, open }: BrowserStanding, record: InstallRecord): Finding {
  const name = names[browser]
  if (fault !== null) return bad(name, `${fault.file} is ${fault.gone ? 'gone' : 'changed'}: ${again}.`)
  if (open === null) {
    return good(name, installed ? 'policy in place, not linked now' : 'policy in place; the browser is not where packages put it')
  }
  if (state === 'linked') return good(name, `policy in place, linked (${open.browserVersion})`)
  return bad(
    name,
    `linked with extension ${open.extensionVersion}, while ${record.extensionVersion} is set up: close and open the browser.`,
  )
}
