/**
 * A PC of nothing but the agent's own outbox and link, run as a process so that it can be killed. Arguments: data folder, what to do, and for
 * `queue` a word for the round. `queue` works without a hub and prints `durable <title>` for what is safe on the disk; `deliver` prints
 * `waiting <facts>` first, `delivering` before each delivery, and `drained <ms since linked>` when nothing waits any more.
 */
import path from 'node:path'
import { fail, ok } from '#shared/outcome'
import { protocolVersion } from '#shared/protocol/version'
import { agentClock } from '../../../agent/clock'
import { readDeviceFacts } from '../../../agent/device-facts'
import { loadIdentity } from '../../../agent/identity/identity'
import { HubAddresses } from '../../../agent/link/hub-addresses'
import { HubLink, type Session } from '../../../agent/link/hub-link'
import { deliverOutbox } from '../../../agent/link/outbox/deliver'
import { Outbox } from '../../../agent/link/outbox/outbox'
import { deviceKey } from '../../../agent/storage/device-key'

const [dataFolder = '', task = '', round = ''] = process.argv.slice(2)
const log = (line: string): void => void process.stderr.write(`${line}\n`)
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const outbox = await Outbox.open({
  file: path.join(dataFolder, 'outbox.journal'),
  key: deviceKey(dataFolder, log),
  log,
  now: () => Date.now(),
})

if (task === 'queue') {
  for (let number = 1; ; number += 1) {
    const title = `Round ${round}, fact ${number}`
    const until = Date.now()
    outbox.add({ kind: 'usage', user: 'aisha', application: 'Browser', title, from: until - 5_000, until })
    await outbox.settled()
    say(`durable ${title}`)
  }
} else {
  say(`waiting ${outbox.waiting}`)
  const identity = await loadIdentity(dataFolder)
  if (!identity.ok) throw new Error(identity.detail)
  const device = await readDeviceFacts(dataFolder, () => Promise.resolve(null))
  const attend = async (session: Session): Promise<void> => {
    const linkedAtMs = performance.now()
    const tell: Session['tell'] = (event, body, takenAt) => {
      say('delivering')
      return session.tell(event, body, takenAt)
    }
    const delivered = deliverOutbox(outbox, { ...session, tell }, { clock: agentClock, log })
    while (outbox.waiting > 0 && !session.ended.aborted) await new Promise((resolve) => setTimeout(resolve, 1))
    if (outbox.waiting === 0) say(`drained ${performance.now() - linkedAtMs}`)
    await delivered
  }
  const link = new HubLink({
    identity: identity.value,
    addresses: new HubAddresses({ identity: identity.value, dataFolder, findHub: ['false'], clock: agentClock, random: Math.random, log }),
    clock: agentClock,
    log,
    random: Math.random,
    goodbye: () => 'stopped',
    hello: () => ({ protocol: protocolVersion, capabilities: ['outbox'], device, leaseRevision: 0 }),
    orders: {
      'lease:set': ({ revision }) => ok({ revision, states: [] }),
      'timeout:policy': () => ok(null),
      'timeout:renew': () => ok(null),
      'policy:set': () => ok(null),
      'policy:pupil': () => ok(null),
      'school:kept-for': () => ok(null),
      'school:program-folders': () => ok(null),
      'gate:set': () => ok(null),
      'lesson:ends': () => ok(null),
      'agreement:set': () => ok(null),
      'agreement:pupil': () => ok(null),
      'pupil-report:told': () => ok(null),
      'screen:pace': () => ok(null),
      'screen:keyframe': () => ok(null),
      'power:act': () => fail('internal', 'This PC has no power to speak of.'),
      'power:cancel': () => ok(null),
      'power:wake': () => ok({ sent: 0 }),
      'self-test:run': () => ok({ state: 'put-off', why: 'no-display' }),
      'inventory:read': () => ok(null),
      'build:install': () => fail('internal', 'This PC is never updated.'),
      'build:swap': () => fail('internal', 'This PC is never updated.'),
      'build:stop': () => ok(null),
      'privacy:list': () => ok(null),
      'tab:open': () => ok({ state: 'failed', why: 'no-browser' }),
      'tab:close': () => ok({ state: 'failed', why: 'no-browser' }),
    },
  })
  await link.run(attend, new AbortController().signal)
}
