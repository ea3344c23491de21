import type { App, Session } from 'electron'
import { type CertificateFault, findCertificateFault, type HubPin } from './hub-trust'
import { isOwnPage, pagesOrigin } from './pages'

/** Leaving the pages, opening windows and embedding others is refused for every page there is or will be. */
export const limitNavigation = (app: App, log: (line: string) => void): void => {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-frame-navigate', (event) => {
      if (event.isMainFrame && isOwnPage(event.url)) return
      event.preventDefault()
      log('refused to leave the console’s pages')
    })
    contents.on('will-redirect', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
    })
    contents.setWindowOpenHandler(() => {
      log('refused to open another window')
      return { action: 'deny' }
    })
  })
}

/** What a page may save: files it made itself, of the kinds the views offer, when the person clicked for it. */
const savableKinds = /^[\p{L}\p{N} ._-]{1,100}\.(?:json|csv|txt|pdf|docx|zip)$|^classwarden-[a-z0-9-]{1,90}\.msi$/u

/** Putting text onto the clipboard, at the person's click; reading it stays refused. */
const copying = 'clipboard-sanitized-write'

export interface SessionLimits {
  pin(): HubPin | null
  onCertificate(fault: CertificateFault | null): void
  readonly log: (line: string) => void
}

/** Permissions, downloads, proxies and foreign certificates are refused for everything the session loads. */
export const limitSession = (session: Session, limits: SessionLimits): void => {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    const granted = permission === copying && isOwnPage(requestingUrl)
    if (!granted) limits.log(`refused the permission ${permission}`)
    answer(granted)
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === copying && isOwnPage(origin))
  session.setDevicePermissionHandler(() => false)

  session.on('will-download', (event, item) => {
    const allowed = item.getURL().startsWith(`blob:${pagesOrigin}/`) && item.hasUserGesture() && savableKinds.test(item.getFilename())
    if (allowed) return
    event.preventDefault()
    limits.log('refused a download')
  })

  pinCertificates(session, limits)
}

/** Whatever the session talks to shows the certificate of the hub that is set. */
export const pinCertificates = (session: Session, limits: SessionLimits): void => {
  session.setCertificateVerifyProc((request, answer) => {
    const fault = findCertificateFault(request.hostname, request.certificate, limits.pin(), Date.now())
    if (fault !== null) limits.log(`refused the certificate of ${request.hostname}: ${fault}`)
    limits.onCertificate(fault)
    answer(fault === null ? trusted : refused)
  })
}

/** Answers of a certificate check, as `setCertificateVerifyProc` names them. */
const trusted = 0
const refused = -2
