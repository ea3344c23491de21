import { expect, test } from 'vitest'
import { refuse } from '#shared/protocol/refusal'
import { troubleFrom } from '../../../agent/link/link-trouble'

/** As Socket.IO wraps what ws gives: the error is in an event, in `description`. */
const wrapped = (code: string, message = code): Error =>
  Object.assign(new Error('websocket error'), { description: { error: Object.assign(new Error(message), { code }) } })

test('what Node, OpenSSL and ws report is told apart', () => {
  const codes = [
    'ENOTFOUND',
    'ECONNREFUSED',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'CERT_HAS_EXPIRED',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'EHOSTUNREACH',
  ]
  expect(codes.map((code) => troubleFrom(wrapped(code), 'hub:7444').code)).toEqual([
    'name-unknown',
    'nobody-listens',
    'hub-untrusted',
    'hub-untrusted',
    'certificate-refused',
    'unreachable',
  ])
  expect(troubleFrom(wrapped('', 'Unexpected server response: 404'), 'hub:7444').code).toBe('not-a-hub')
})

test('[LK5] the refusal in a connect error is the reason', () => {
  const refusal = refuse('certificate-revoked', 'This PC was taken out of the school.')
  expect(troubleFrom(Object.assign(new Error('refused'), { data: refusal }), 'hub:7444')).toEqual(refusal)
})

test('anything else is unreachable, with what is known', () => {
  expect(troubleFrom('nonsense', 'hub:7444')).toMatchObject({ code: 'unreachable' })
  expect(troubleFrom(new Error('the cable is out'), 'hub:7444').detail).toContain('the cable is out')
})
