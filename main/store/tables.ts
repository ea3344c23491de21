import type { ColumnType, Generated } from 'kysely'
import type { AgentBuildTables } from './agent-build-tables'
import type { CoverageColumns } from './coverage-migration'
import type { InventoryTables } from './inventory-tables'
import type { SelfTestTables } from './self-test-tables'

/** The columns as they lie on disk. Times are milliseconds since 1970, ids UUIDs, hashes lower-case hex, `...Json` JSON text. */
export interface Tables extends AgentBuildTables, CoverageColumns, SelfTestTables, InventoryTables {
  rooms: { roomId: string; name: string; createdAt: number; removedAt: number | null }
  devices: {
    deviceId: string
    roomId: string
    name: string
    factsJson: string | null
    certificateSerial: string
    certificateFingerprint: string
    certificateExpiresAt: number
    enrolledAt: number
    revokedAt: number | null
    lastSeenAt: number | null
    leaseRevision: Generated<number>
  }
  /** PCs the school has of which the hub has never heard. */
  expectedDevices: { deviceId: string; roomId: string; name: string; addedAt: number }
  /** Of enrolled and expected PCs alike. */
  deviceDetails: { deviceId: string; assetTag: string; serial: string; groupsJson: string }
  seats: { deviceId: string; roomId: string; seatRow: number; seatColumn: number }
  disposals: {
    deviceId: string
    name: string
    roomName: string
    assetTag: string
    serial: string
    how: string
    note: string
    enrolledAt: number
    at: number
    staffId: string
    byName: string
  }
  enrolments: {
    enrolmentId: string
    tokenHash: string
    roomId: string
    uses: number
    usesLeft: number
    expiresAt: number
    cancelledAt: number | null
    issuedBy: string
    issuedAt: number
  }
  staff: {
    staffId: string
    signInName: string
    displayName: string
    role: string
    roomIdsJson: string | null
    passwordHash: string
    totpSecret: string | null
    totpPendingSecret: string | null
    totpLastStep: number | null
    expiresAt: number | null
    disabledAt: number | null
    createdAt: number
  }
  staffSessions: {
    sessionId: string
    staffId: string
    address: string
    startedAt: number
    expiresAt: number
    idleLimitMs: number
    touchedAt: number
  }
  attempts: { subject: string; failures: number; lastFailedAt: number; blockedUntil: number }
  leases: {
    leaseId: string
    kind: string
    ownerId: string
    ownerName: string
    reason: string
    text: string
    lessonId: string | null
    startsAt: number
    endsAt: number
    pupil: string | null
    internetJson: string | null
    applicationJson: string | null
    pupilEndedAt: number | null
  }
  lessons: {
    lessonId: string
    roomId: string
    title: string
    teacherId: string
    teacherName: string
    startedAt: number
    endsAt: number
    endedAt: number | null
  }
  deviceLeases: {
    deviceId: string
    leaseId: string
    state: string
    failure: string | null
    stateAt: number
    endedAt: number | null
  }
  audit: {
    auditId: Generated<number>
    at: number
    action: string
    staffId: string | null
    staffName: string
    subject: string
    detail: string
    address: string
  }
  outboxes: { deviceId: string; factsHeld: number }
  usage: {
    usageId: Generated<number>
    deviceId: string
    user: string
    application: string
    title: string
    startsAt: number
    endsAt: number
  }
  downloads: { downloadId: Generated<number>; deviceId: string; user: string; site: string; file: string; at: number }
  flags: {
    flagId: string
    deviceId: string
    tamper: string
    startsAt: number
    endsAt: number | null
    detail: string
    learnedAt: number
    user: string | null
    byHub: number
    seenBy: string | null
    seenAt: number | null
  }
  siteLists: {
    listId: string
    name: string
    ownerId: string
    ownerName: string
    shared: number
    hash: string
    domains: number
    pages: number
    changedAt: number
  }
  /** libsql gives a blob as a bare buffer. */
  listTexts: { hash: string; gzip: ColumnType<ArrayBuffer, Uint8Array, never> }
  scenes: {
    sceneId: string
    name: string
    ownerId: string
    ownerName: string
    shared: number
    access: string
    sitesJson: string
    listIdsJson: string
    reason: string
    changedAt: number
  }
  breaches: {
    breachNumber: Generated<number>
    breachId: string
    deviceId: string
    takenAt: number
    receivedAt: number
    lastAt: number
    count: number
    category: string
    grade: number
    state: string
    decidedBy: string | null
    decidedAt: number | null
    user: string | null
    quarantinedAt: number | null
    /** What a search looks through, in lower case. */
    words: string
    /** As the PC told it. */
    factJson: string
  }
  breachDecisions: {
    decisionId: Generated<number>
    breachId: string
    at: number
    staffId: string
    staffName: string
    fromState: string
    toState: string
    note: string
  }
  breachReveals: { breachId: string; staffId: string; staffName: string; reason: string; at: number }
  snapshots: {
    snapshotId: string
    deviceId: string
    breachId: string
    part: string
    takenAt: number
    monitor: number
    width: number
    height: number
    sha256: string
    receivedAt: number
    quarantinedAt: number | null
  }
  incidents: {
    incidentNumber: Generated<number>
    incidentId: string
    title: string
    state: string
    person: string | null
    personKind: string
    assigneeId: string | null
    assigneeName: string | null
    openedAt: number
    openedBy: string
    changedAt: number
    routeRowId: string | null
    routeTitle: string | null
    routeReason: string | null
    routedBy: string | null
    routedAt: number | null
    /** From here on what its concerns and actions come to. */
    grade: number | null
    categoriesJson: string
    deviceIdsJson: string
    concerns: number
    earliestAt: number | null
    latestAt: number | null
    quarantined: number
    actionsOpen: number
    dueAt: number | null
  }
  incidentBreaches: { breachId: string; incidentId: string; stateBefore: string; linkedAt: number }
  incidentReports: { reportId: string; incidentId: string; linkedAt: number }
  incidentEvents: { eventId: Generated<number>; incidentId: string; at: number; staffId: string; staffName: string; deedJson: string }
  incidentActions: {
    actionId: string
    incidentId: string
    position: number
    action: string
    dueAt: number | null
    doneAt: number | null
    doneBy: string | null
    outcome: string
    leaseId: string | null
  }
  letterDrafts: {
    letterId: string
    incidentId: string
    templateName: string
    addressee: string
    title: string
    text: string
    state: string
    approval: number
    writtenBy: string
    changedAt: number
    decidedBy: string | null
    decisionNote: string
  }
  letters: {
    letterNumber: Generated<number>
    letterId: string
    incidentId: string
    templateName: string
    addressee: string
    title: string
    text: string
    issuedAt: number
    issuedBy: string
    approvedBy: string | null
    pdf: ColumnType<ArrayBuffer, Uint8Array, never>
    docx: ColumnType<ArrayBuffer, Uint8Array, never>
    pdfSha256: string
    docxSha256: string
  }
  savedFilters: { filterId: string; staffId: string; name: string; savedJson: string }
  mails: { breachId: string; attempts: number; dueAt: number }
  pupils: { userName: string; displayName: string; yearGroup: number | null; groupsJson: string; changedAt: number }
  policySets: { revision: number; setJson: string; at: number }
  policyChanges: {
    changeId: string
    changeJson: string
    /** Of a limit, what it is on. */
    target: string | null
    reason: string
    proposedById: string
    proposedByName: string
    proposedAt: number
    state: string
    decidedById: string | null
    decidedByName: string | null
    decidedAt: number | null
    note: string
    revision: number | null
  }
  holds: {
    holdId: string
    kind: string
    /** Id of a breach or incident, or an account. */
    subject: string
    name: string
    reason: string
    placedById: string
    placedBy: string
    placedAt: number
    liftedBy: string | null
    liftedAt: number | null
    liftReason: string
  }
  staffAuthorisations: { authorisationId: string; requestedAt: number; recordJson: string }
  staffUses: { authorisationId: string; kind: string; count: number; lastAt: number }
  /** `day` counts days since 1970. */
  staffDrops: { deviceId: string; day: number; facts: number; lastAt: number }
  staffBreaches: { breachId: string; authorisationId: string }
  refusedBreaches: { breachId: string; at: number }
  agreementTexts: {
    versionId: string
    keyStage: string
    version: number
    title: string
    text: string
    publishedAt: number
    publishedBy: string
    endedAt: number | null
  }
  agreementAnswers: {
    answerId: Generated<number>
    user: string
    versionId: string
    schoolYear: number
    answer: string
    guest: number
    at: number
    deviceId: string
  }
  parentSignatures: { user: string; schoolYear: number; note: string; recordedBy: string; at: number }
  pupilReports: {
    reportNumber: Generated<number>
    reportId: string
    deviceId: string
    user: string
    guest: number
    confidential: number
    about: string
    text: string
    at: number
    receivedAt: number
    state: string
  }
  /** What officers did with a report: `words` are a reply, a reason or a note, after the state for an act on it. */
  pupilReportActs: {
    actId: Generated<number>
    reportId: string
    kind: string
    at: number
    staffId: string
    staffName: string
    words: string
  }
  chain: {
    linkId: number
    kind: string
    recordId: string
    at: number
    note: string
    digest: string
    previous: string
    hash: string
  }
  /** libsql gives a blob as a bare buffer. */
  reports: {
    reportId: string
    kind: string
    term: string | null
    madeAt: number
    madeBy: string | null
    bytes: number
    pdf: ColumnType<ArrayBuffer, Uint8Array, never>
  }
  /** Counts of concerns that are deleted. */
  breachTallies: {
    day: number
    category: string
    grade: number
    state: string
    yearGroup: number
    waited: string
    concerns: number
  }
  settings: { name: string; value: string; changedAt: number }
}
