import { decode, encode } from 'dns-packet'
import { expect, test } from 'vitest'
import { announcedService, announcementTexts, heardBounds, HubHearing } from '#shared/model/announcement'
import { answerTo } from '../../../main/hub/announcer/records'

const network = { mac: '02:00:5e:10:00:01', address: '10.1.0.5', prefix: 24 }
const hub = { consolePort: 7443, agentPort: 7444, authorityFingerprint: 'a1'.repeat(32), site: 'Hill School' }
const question = { name: announcedService, type: 'PTR' } as const
const answer = (change: Partial<typeof hub> = {}, id = 7): Buffer =>
  answerTo({ id, question }, { ...hub, ...change, address: '10.1.0.9' }, true)

const listen = (): HubHearing =>
  new HubHearing({
    id: 7,
    networks: [network],
    decode: (bytes) => decode(Buffer.from(bytes)),
    textOf: (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
  })

test('[AN3] a hub is heard with its ports, name and fingerprint, at the address its answer came from, once', () => {
  const hearing = listen()
  for (let asked = 0; asked < 2; asked += 1) hearing.hear(answer(), '10.1.0.77')
  expect(hearing).toMatchObject({ hubs: [{ ...hub, address: '10.1.0.77' }], ignored: 0 })
})

test('[AN3] an answer to another question, of before or of somebody else, counts for nothing', () => {
  const hearing = listen()
  hearing.hear(answer({}, 8), '10.1.0.77')
  hearing.hear(encode({ type: 'query', id: 7, questions: [question] }), '10.1.0.77')
  expect(hearing).toMatchObject({ hubs: [], ignored: 2 })
})

test('[AN3] an answer from another network counts for nothing', () => {
  const hearing = listen()
  hearing.hear(answer(), '10.1.1.77')
  hearing.hear(answer(), '203.0.113.1')
  expect(hearing).toMatchObject({ hubs: [], ignored: 2 })
})

test.each([
  ['a fingerprint that is none', ['v=1', 'agent=7444', 'fp=A1']],
  ['a port that is none', ['v=1', 'agent=70000', `fp=${hub.authorityFingerprint}`]],
  ['no port', ['v=1', `fp=${hub.authorityFingerprint}`]],
  ['another version', ['v=2', 'agent=7444', `fp=${hub.authorityFingerprint}`]],
  ['control characters in the name', ['v=1', 'agent=7444', `fp=${hub.authorityFingerprint}`, 'site=a\u001b[2J']],
  ['too many texts', Array.from({ length: 17 }, (_, index) => `k${index}=1`)],
  ['a text that is no UTF-8', [Buffer.from([0xff, 0xfe])]],
])('[AN3] %s is no announcement', (_what, texts) => {
  const hearing = listen()
  const instance = `x.${announcedService}`
  const answers = [
    { name: instance, type: 'SRV' as const, data: { port: 7443, target: 'x.local' } },
    { name: instance, type: 'TXT' as const, data: texts },
  ]
  hearing.hear(encode({ type: 'response', id: 7, answers }), '10.1.0.77')
  expect(hearing).toMatchObject({ hubs: [], ignored: 1 })
})

test('[AN3] what is cut, too large or no packet at all is ignored', () => {
  const hearing = listen()
  const whole = answer()
  for (let length = 0; length < whole.length; length += 1) hearing.hear(whole.subarray(0, length), '10.1.0.77')
  expect(hearing.hubs).toEqual([])
  const other = listen()
  other.hear(Buffer.concat([whole, Buffer.alloc(heardBounds.bytes)]), '10.1.0.77')
  other.hear(Buffer.alloc(512, 0xc0), '10.1.0.77')
  expect(other).toMatchObject({ hubs: [], ignored: 2 })
})

test('[AN3] a flood ends the reading, and of many hubs so many are kept', () => {
  const hearing = listen()
  for (let port = 1; port <= 30; port += 1) hearing.hear(answer({ consolePort: port }), '10.1.0.77')
  expect(hearing.hubs).toHaveLength(heardBounds.hubs)
  const flooded = listen()
  for (let sent = 0; sent < heardBounds.packets; sent += 1) flooded.hear(Buffer.alloc(3), '10.1.0.66')
  flooded.hear(answer(), '10.1.0.77')
  expect(flooded).toMatchObject({ hubs: [], ignored: heardBounds.packets + 1 })
})

test('a school that has not said its name announces none', () => {
  expect(announcementTexts({ ...hub, site: '' }).join()).not.toContain('site')
  const hearing = listen()
  hearing.hear(answer({ site: '' }), '10.1.0.77')
  expect(hearing.hubs[0]?.site).toBe('')
})
