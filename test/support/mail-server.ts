import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { PemConverter, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509'
import { SMTPServer } from 'smtp-server'

export interface ReceivedMail {
  readonly to: readonly string[]
  readonly body: string
  readonly encrypted: boolean
}

/** A real mail server on a free loopback port, with a certificate of an authority of its own. */
export interface TestMailServer {
  readonly port: number
  readonly authorityPem: string
  readonly received: readonly ReceivedMail[]
  /** Refuses every message from now on, as a full or broken server does. */
  refuse(yes: boolean): void
  stop(): Promise<void>
}

export const mailAccount = { user: 'classwarden', password: 'a mail word nobody may read' }

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** STARTTLS and the account are asked for before anything else is taken. */
export const startMailServer = async (): Promise<TestMailServer> => {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=mail.test',
    keys,
    signingAlgorithm: algorithm,
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  })
  const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  const cert = certificate.toString('pem')

  const received: ReceivedMail[] = []
  let refusing = false
  const server = new SMTPServer({
    key,
    cert,
    onAuth: ({ username, password }, _session, done) => {
      if (username === mailAccount.user && password === mailAccount.password) done(null, { user: username })
      else done(new Error('Invalid username or password'))
    },
    onData: (stream, { envelope, secure }, done) => {
      void text(stream).then((body) => {
        if (refusing) {
          done(Object.assign(new Error('The mailbox is full today'), { responseCode: 452 }))
          return
        }
        received.push({ to: envelope.rcptTo.map(({ address }) => address), body, encrypted: secure })
        done()
      })
    },
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  // A TCP server's address is one of these once it listens.
  const { port } = listening.address() as AddressInfo
  return {
    port,
    authorityPem: cert,
    received,
    refuse: (yes) => {
      refusing = yes
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve)
      }),
  }
}
