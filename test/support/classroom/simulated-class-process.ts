import { setTimeout as sleep } from 'node:timers/promises'
import { createCanvas } from '@napi-rs/canvas'
import type { Thumbnail } from '#shared/model/screen'
import { type EnrolmentBundle, enrolmentBundleSchema } from '#shared/protocol/enrolment'
import { fetchAuthority, parseHubAddress } from '../../../main/cli/authority'
import { parseJson } from '../../../main/cli/settings'
import { type AgentIdentity, enrolAgent, simulateAgent, type SimulatedAgent } from '../simulated-agent'
import { must } from './school'
import { simulatedClassOrderSchema } from './simulated-class'

/** A process of simulated agents, so that their work is not counted as the hub's or the bench's. Told what to be by its parent; ends with it. */

const width = 320
const height = 180
const framesInFilm = 24

/** A PC of its own on the loopback network: the hub counts what one address may do. */
const addressOf = (index: number): string => `127.1.${Math.floor(index / 200)}.${(index % 200) + 1}`

const name = (index: number): string => `SIM-${String(index + 1).padStart(3, '0')}`

/** A ball that flies over a plain, as the JPEG parts of keyframes: pictures that differ wholly from one to the next. */
function drawFilm(): readonly Thumbnail[] {
  return Array.from({ length: framesInFilm }, (_value, frame) => {
    const canvas = createCanvas(width, height)
    const brush = canvas.getContext('2d')
    brush.fillStyle = `hsl(${frame * 15} 45% 55%)`
    brush.fillRect(0, 0, width, height)
    brush.fillStyle = '#f5e9c8'
    for (let line = 0; line < 9; line += 1) brush.fillRect(16, 16 + line * 17, 60 + ((line * 53 + frame * 7) % 200), 6)
    brush.fillStyle = '#b3341f'
    brush.beginPath()
    brush.arc(20 + frame * 12, 90 + Math.sin(frame / 3) * 50, 18, 0, 2 * Math.PI)
    brush.fill()
    const jpeg = new Uint8Array(canvas.toBuffer('image/jpeg', 60))
    return { monitor: 0, keyframe: true, width, height, parts: [{ x: 0, y: 0, width, height, jpeg }] }
  })
}

/** What a PC tells when somebody sits at it. */
async function sitDown(agent: SimulatedAgent, index: number): Promise<void> {
  const now = Date.now()
  await agent.say('display:state', { state: 'ready' })
  await agent.say('screen:monitors', [{ index: 0, name: 'Virtual-1', x: 0, y: 0, width: 1_920, height: 1_080, primary: true }])
  await agent.say('session:user', { name: `pupil${index}`, displayName: `Pupil ${index + 1}`, guest: false, sessionStartedAt: now })
  await agent.say('window:foreground', { title: 'A film about the sea', application: 'Player', process: null, since: now })
}

/** Offers pictures for as long as somebody looks; the next one only after the answer to the one before. */
async function showFilm(agent: SimulatedAgent, film: readonly Thumbnail[], picturesPerSecond: number, start: number): Promise<void> {
  for (let frame = start; agent.socket.connected; frame += 1) {
    const thumbnail = film[frame % film.length]
    if ((agent.paces.at(-1)?.width ?? 0) > 0 && thumbnail !== undefined) await agent.say('screen:thumbnail', thumbnail)
    await sleep(1_000 / picturesPerSecond)
  }
}

async function enrolAll(bundle: EnrolmentBundle, agents: number): Promise<readonly AgentIdentity[]> {
  const hub = must('the hub address', parseHubAddress(bundle.hubAddresses[0] ?? ''))
  const authorityPem = must('the authority', await fetchAuthority(hub, bundle.authorityFingerprint))
  const identities: AgentIdentity[] = []
  for (let index = 0; index < agents; index += 1) identities.push(await enrolAgent(bundle, authorityPem, name(index), addressOf(index)))
  return identities
}

process.once('message', (message: unknown) => {
  const order = simulatedClassOrderSchema.parse(message)
  const begin = async (): Promise<void> => {
    const identities = await enrolAll(enrolmentBundleSchema.parse(parseJson(order.bundle)), order.agents)
    const startedMs = performance.now()
    const agents = await Promise.all(
      identities.map((identity, index) => simulateAgent(identity, { hostname: name(index), localAddress: addressOf(index) })),
    )
    const connectAllMs = performance.now() - startedMs
    await Promise.all(agents.map(sitDown))
    if (order.picturesPerSecond > 0) {
      const film = drawFilm()
      for (const [index, agent] of agents.entries()) void showFilm(agent, film, order.picturesPerSecond, index)
    }
    process.send?.({ connectAllMs })
  }
  begin().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exit(1)
  })
})
process.once('disconnect', () => process.exit(0))
