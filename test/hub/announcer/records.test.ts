import { decode, encode } from 'dns-packet'
import { expect, test } from 'vitest'
import { announcedService } from '#shared/model/announcement'
import { announcedNetworks } from '../../../main/hub/announcer/announcer'
import { answerTo, readQuestion } from '../../../main/hub/announcer/records'

const hub = { consolePort: 7443, agentPort: 7444, authorityFingerprint: 'a1'.repeat(32), site: '', address: '10.1.0.9' }

test('[AN2] only a question for hubs is answered', () => {
  const ask = (name: string, type: 'PTR' | 'A' = 'PTR') => readQuestion(encode({ type: 'query', id: 9, questions: [{ name, type }] }))
  expect(ask(announcedService.toUpperCase())).toMatchObject({ id: 9 })
  expect(ask('_ipp._tcp.local')).toBeNull()
  expect(ask(announcedService, 'A')).toBeNull()
  expect(readQuestion(encode({ type: 'response', id: 9, questions: [{ name: announcedService, type: 'PTR' }] }))).toBeNull()
  expect(readQuestion(Buffer.from('no packet'))).toBeNull()
  const many = Array.from({ length: 9 }, () => ({ name: announcedService, type: 'PTR' as const }))
  expect(readQuestion(encode({ type: 'query', id: 9, questions: many }))).toBeNull()
})

test('[AN2] who asks once hears the question again and keeps nothing for long (RFC 6762, 6.7); the answer to all has neither', () => {
  const question = { id: 9, question: { name: announcedService, type: 'PTR' } } as const
  expect(decode(answerTo(question, hub, true))).toMatchObject({ id: 9, questions: [{ name: announcedService }], answers: [{ ttl: 10 }] })
  expect(decode(answerTo(question, hub, false))).toMatchObject({ id: 0, questions: [], answers: [{ ttl: 120 }] })
})

test('[AN1] a hub is announced where it is reached: on all networks, on one, or nowhere beyond its computer', () => {
  const networks = ['10.1.0.9', '192.168.7.2'].map((address) => ({ mac: '02:00:5e:10:00:01', address, prefix: 24 }))
  const addresses = (bind: string): string[] => announcedNetworks(bind, networks).map(({ address }) => address)
  expect(addresses('0.0.0.0')).toEqual(['10.1.0.9', '192.168.7.2'])
  expect(addresses('192.168.7.2')).toEqual(['192.168.7.2'])
  expect(addresses('127.0.0.1')).toEqual([])
})
