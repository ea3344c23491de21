import { X509Certificate } from 'node:crypto'
import path from 'node:path'
import { agentClock } from '../clock'
import { type Identity, loadIdentity } from '../identity/identity'
import { ownFolder } from '../own-command'
import { openPlatform } from '../platform/open-platform'
import { readStatus } from '../status/status-socket'
import type { AgentStatus } from '../status/status'
import { examineBrowsers } from './browser-checks'
import { examineDisk, examineQueue, examineVersion } from './agent-checks'
import { bad, badFor, type Finding, good, skipped } from './finding'
import { examineHub } from './hub-checks'
import { examinePolicies, settledPolicies } from './policy-checks'

const dayMs = 86_400_000
const displayWithinMs = 3_000

/** Looks at everything the agent needs, from this PC outwards, without changing anything. `display` null: the active session's. */
export async function examine(dataFolder: string, display: string | null): Promise<readonly Finding[]> {
  const identity = await loadIdentity(dataFolder)
  const status = await readStatus(dataFolder)
  return [
    await examineDisk(dataFolder),
    identity.ok ? good('identity', `enrolled in ${identity.value.room} as ${identity.value.deviceId}`) : bad('identity', identity.detail),
    ...(identity.ok ? [examineCertificate(identity.value, agentClock.now())] : [skipped('certificate', 'identity')]),
    ...(identity.ok ? await examineHub(identity.value, agentClock) : [skipped('hub', 'identity')]),
    status.ok ? examineLink(status.value) : bad('agent', status.detail),
    status.ok ? examineVersion(status.value) : skipped('version', 'agent'),
    status.ok ? examineQueue(status.value) : skipped('queue', 'agent'),
    status.ok ? examinePolicies(await settledPolicies(status.value, () => readStatus(dataFolder))) : skipped('policies', 'agent'),
    status.ok ? examineRunningDisplay(status.value) : await examineDisplay(display),
    ...(await examineBrowsers(dataFolder, status.ok ? status.value : null)),
  ]
}

function examineCertificate(identity: Identity, now: number): Finding {
  const certificate = new X509Certificate(identity.certificatePem)
  const ends = Date.parse(certificate.validTo)
  if (now < Date.parse(certificate.validFrom)) return bad('certificate', "it is not valid yet: check this PC's clock.")
  if (now >= ends) return bad('certificate', `it ended on ${certificate.validTo}: check this PC's clock, then enrol again.`)
  if (!certificate.verify(new X509Certificate(identity.authorityPem).publicKey)) {
    return bad('certificate', 'it is not from the pinned authority: enrol again.')
  }
  return good('certificate', `from the pinned authority, ${Math.floor((ends - now) / dayMs)} days left`)
}

function examineLink({ link }: AgentStatus): Finding {
  if (link.state === 'live') return good('agent', `running, linked to ${link.address}`)
  return bad(
    'agent',
    link.state === 'waiting'
      ? `running without a link (${link.trouble.code}): ${link.trouble.detail}`
      : 'running, not linked yet: look again in a moment.',
  )
}

/** At the log-in screen there is nothing to reach, and nothing to mend. */
function describeDisplay(display: AgentStatus['display']): Finding {
  if (display.state === 'ready') return good('display', 'the graphical session is reached')
  if (display.why !== 'no-session') return badFor('display', display.why)
  return { check: 'display', state: 'skipped', detail: 'nobody is signed in to a graphical session, so there is none to reach' }
}

const examineRunningDisplay = ({ display }: AgentStatus): Finding => describeDisplay(display)

/** Without a running agent to ask, the session is joined for a moment. */
async function examineDisplay(name: string | null): Promise<Finding> {
  const platform = await openPlatform({
    idleAfterMs: dayMs,
    drawNotice: [process.execPath],
    glyphFile: '',
    holdConsoles: [process.execPath],
    openAddress: 'false',
    powerPrograms: null,
    desktopProgram: [path.join(ownFolder(), 'classwarden-desktop.exe')],
    log: () => undefined,
    ...(name === null ? {} : { display: { name, xauthority: null } }),
  })
  if (!platform.ok) return bad('display', platform.detail)
  const looked = new AbortController()
  const joined = platform.value.start(looked.signal)
  const enough = AbortSignal.timeout(displayWithinMs)
  for await (const display of platform.value.display.watch(enough)) if (display.state === 'ready') break
  const finding = describeDisplay(platform.value.display.value)
  looked.abort()
  await joined
  return finding
}
