import { expect, test } from 'vitest'
import { checkHubCertificate } from '../../../agent/link/connection'

const certificateFor = (...usages: string[]) => ({
  subject: {},
  issuer: {},
  subjectaltname: '',
  infoAccess: {},
  ca: false,
  raw: Buffer.alloc(0),
  valid_from: '',
  valid_to: '',
  serialNumber: '',
  fingerprint: '',
  fingerprint256: '',
  fingerprint512: '',
  ext_key_usage: usages,
})

test('[LK4] only a certificate given to a server is a hub’s: not one for a client, nor one that says nothing', () => {
  expect(checkHubCertificate('hub', certificateFor('1.3.6.1.5.5.7.3.1'))).toBeUndefined()
  expect(checkHubCertificate('hub', certificateFor('1.3.6.1.5.5.7.3.2'))).toMatchObject({ code: 'INVALID_PURPOSE' })
  expect(checkHubCertificate('hub', certificateFor())).toMatchObject({ code: 'INVALID_PURPOSE' })
})
