import type { Migration } from 'kysely'
import { agentBuildTables } from './agent-build-tables'
import { applications, begin, downloads, durableFacts, flagUser, internet, lessons, scenes } from './classroom-migrations'
import { breaches, chain, policies } from './concern-migrations'
import { coverageTables } from './coverage-migration'
import { deviceTables } from './device-tables'
import { holdTables } from './holds'
import { incidents } from './incident-migration'
import { incidentReportTables } from './incident-reports'
import { inventoryTables } from './inventory-tables'
import { letterTables } from './letter-tables'
import { staffGateTables } from './staff-gate-tables'
import { reportMigration } from './report-migration'
import { selfTestMigration } from './self-test-tables'
import { agreements, pupilReports } from './pupil-migrations'

/** Applied in this order, each once; one that was ever released is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-begin': begin,
  '0002-lessons': lessons,
  '0003-durable-facts': durableFacts,
  '0004-flag-user': flagUser,
  '0005-internet': internet,
  '0006-scenes': scenes,
  '0007-breaches': breaches,
  '0008-policies': policies,
  '0009-chain': chain,
  '0010-downloads': downloads,
  '0011-incidents': incidents,
  '0012-staff-gate': staffGateTables,
  '0014-reports': reportMigration,
  '0015-holds': holdTables,
  '0016-agreements': agreements,
  '0017-pupil-reports': pupilReports,
  '0018-applications': applications,
  '0019-letters': letterTables,
  '0020-incident-reports': incidentReportTables,
  '0021-coverage': coverageTables,
  '0022-devices': deviceTables,
  '0023-agent-builds': agentBuildTables,
  '0024-self-tests': selfTestMigration,
  '0025-inventory': inventoryTables,
}
