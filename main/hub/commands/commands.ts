import type { Calls } from './calls'
import { agreementCalls } from './agreement-calls'
import { approvalCalls } from './approval-calls'
import { auditCalls } from './audit-calls'
import { backupCalls } from './backup-calls'
import { breachCalls } from './breach-calls'
import { consoleBuildCalls } from './console-build-calls'
import { coverageCalls } from './coverage-calls'
import { buildCalls } from './build-calls'
import { deviceCalls } from './device-calls'
import { evidenceCalls } from './evidence-calls'
import { doctorCalls } from './doctor-calls'
import { enrolmentCalls } from './enrolment-calls'
import { filterCalls } from './filter-calls'
import { incidentCalls } from './incident-calls'
import { incidentReportCalls } from './incident-report-calls'
import { inventoryCalls } from './inventory-calls'
import { iconCalls } from './icon-calls'
import { importCalls } from './import-calls'
import { internetCalls } from './internet-calls'
import { lessonCalls } from './lesson-calls'
import { letterCalls } from './letter-calls'
import { flagCalls } from './flag-calls'
import { mailCalls } from './mail-calls'
import { parentCalls } from './parent-calls'
import type { CommandParts } from './parts'
import { policyCalls } from './policy-calls'
import { quarantineCalls } from './quarantine-calls'
import { replayCalls } from './replay-calls'
import { powerCalls } from './power-calls'
import { pupilCalls } from './pupil-calls'
import { pupilReportCalls } from './pupil-report-calls'
import { privacyCalls } from './privacy-calls'
import { oversightCalls } from './oversight-calls'
import { registerCalls } from './register-calls'
import { reportCalls } from './report-calls'
import { restrictionCalls } from './restriction-calls'
import { roomCalls } from './room-calls'
import { routeCalls } from './route-calls'
import { sceneCalls } from './scene-calls'
import { seatCalls } from './seat-calls'
import { settingCalls } from './setting-calls'
import { selfTestCalls } from './self-test-calls'
import { sitesCalls } from './sites-calls'
import { retentionCalls } from './retention-calls'
import { staffGateCalls } from './staff-gate-calls'
import { staffCalls } from './staff-calls'
import { tabCalls } from './tab-calls'
import { timeoutCalls } from './timeout-calls'
import { triageCalls } from './triage-calls'
import { usageCalls } from './usage-calls'

/** Every call of the console table. */
export const commands = (parts: CommandParts): Calls => ({
  ...staffCalls(parts),
  ...roomCalls(parts),
  ...deviceCalls(parts),
  ...coverageCalls(parts),
  ...registerCalls(parts),
  ...seatCalls(parts),
  ...importCalls(parts),
  ...inventoryCalls(parts),
  ...enrolmentCalls(parts),
  ...restrictionCalls(parts),
  ...internetCalls(parts),
  ...sitesCalls(parts),
  ...sceneCalls(parts),
  ...lessonCalls(parts),
  ...tabCalls(parts),
  ...iconCalls(parts),
  ...privacyCalls(parts),
  ...powerCalls(parts),
  ...selfTestCalls(parts),
  ...settingCalls(parts),
  ...timeoutCalls(parts),
  ...policyCalls(parts),
  ...approvalCalls(parts),
  ...replayCalls(parts),
  ...pupilCalls(parts),
  ...agreementCalls(parts),
  ...pupilReportCalls(parts),
  ...usageCalls(parts),
  ...flagCalls(parts),
  ...breachCalls(parts),
  ...triageCalls(parts),
  ...quarantineCalls(parts),
  ...incidentCalls(parts),
  ...incidentReportCalls(parts),
  ...routeCalls(parts),
  ...parentCalls(parts),
  ...letterCalls(parts),
  ...filterCalls(parts),
  ...mailCalls(parts),
  ...retentionCalls(parts),
  ...evidenceCalls(parts),
  ...backupCalls(parts),
  ...doctorCalls(parts),
  ...buildCalls(parts),
  ...consoleBuildCalls(parts),
  ...staffGateCalls(parts),
  ...reportCalls(parts),
  ...oversightCalls(parts),
  ...auditCalls(parts),
})
