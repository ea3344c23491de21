import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { BrowserName } from '#shared/model/page'
import { cHostRuns } from '../browser/host/install-host'
import { type InstallRecord, readInstallRecord } from '../browser/install-record'
import { browserOf } from '../browser/policy/managed-policies'
import type { AgentStatus } from '../status/status'
import { bad, type Finding, good } from './finding'

const again = 'run "classwarden-agent browser-policy install" again'

/** Where Debian's and the makers' own packages put a browser's program. */
const programs: Readonly<Record<BrowserName, { readonly name: string; readonly files: readonly string[] }>> = {
  chromium: { name: 'Chromium', files: ['/usr/lib/chromium/chromium', '/usr/lib/chromium-browser/chromium-browser'] },
  chrome: { name: 'Chrome', files: ['/opt/google/chrome/chrome'] },
  edge: { name: 'Edge', files: ['/opt/microsoft/msedge/msedge'] },
  firefox: { name: 'Firefox', files: ['/usr/lib/firefox-esr/firefox-esr', '/usr/lib/firefox/firefox', '/opt/firefox/firefox'] },
}

/** Whether the set-up of the browsers is as it was written, each browser's by itself, and what is linked. `status`: null when the agent does not run. */
export async function examineBrowsers(dataFolder: string, status: Pick<AgentStatus, 'browsers'> | null): Promise<Finding[]> {
  const record = await readInstallRecord(dataFolder)
  if (record === null) {
    const detail = 'not set up, so open pages are not seen; "classwarden-agent browser-policy install" sets them up'
    return [{ check: 'browsers', state: 'skipped', detail }]
  }
  const findings = [good('browsers', `set up, extension ${record.extensionVersion}`), await examineHost(record)]
  for (const browser of ['chromium', 'chrome', 'edge', 'firefox'] as const) {
    findings.push(await examineBrowser(browser, record, status?.browsers?.linked ?? []))
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

type Linked = NonNullable<AgentStatus['browsers']>['linked']

async function examineBrowser(browser: BrowserName, record: InstallRecord, linked: Linked): Promise<Finding> {
  const { name, files } = programs[browser]
  for (const { file, after } of record.files.filter((one) => browserOf(one.file) === browser)) {
    const held = await readFile(file, 'utf8').catch(() => null)
    if (held !== after) return bad(name, `${file} is ${held === null ? 'gone' : 'changed'}: ${again}.`)
  }
  const own = linked.filter((one) => one.browser === browser)
  const old = own.find(({ extensionVersion }) => extensionVersion !== record.extensionVersion)
  if (old !== undefined) {
    return bad(
      name,
      `linked with extension ${old.extensionVersion}, while ${record.extensionVersion} is set up: close and open the browser.`,
    )
  }
  const [first] = own
  if (first !== undefined) return good(name, `policy in place, linked (${first.browserVersion})`)
  return good(
    name,
    files.some(existsSync) ? 'policy in place, not linked now' : 'policy in place; the browser is not where packages put it',
  )
}
