/* What keeps pupils from the service: Windows' own access rights and recovery, set anew at every start. */
#include "service.h"
#include "events.h"
#include <sddl.h>

/* Everything for the system and for administrators; whoever is signed in may see that it is there, and no more. */
#define SERVICE_RIGHTS L"D:(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;SY)(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;BA)(A;;CCLCSWLORC;;;IU)"
/* A service that ended without saying so starts again at once, then after a second, then after five; a day later it counts anew. */
#define FORGET_AFTER_S 86400

static int set_rights(SC_HANDLE service) {
  PSECURITY_DESCRIPTOR rights;
  if (!ConvertStringSecurityDescriptorToSecurityDescriptor(SERVICE_RIGHTS, SDDL_REVISION_1, &rights, NULL)) return 0;
  int done = SetServiceObjectSecurity(service, DACL_SECURITY_INFORMATION, rights);
  LocalFree(rights);
  return done;
}

static int set_recovery(SC_HANDLE service) {
  SC_ACTION again[] = {{SC_ACTION_RESTART, 0}, {SC_ACTION_RESTART, 1000}, {SC_ACTION_RESTART, 5000}};
  SERVICE_FAILURE_ACTIONS actions = {.dwResetPeriod = FORGET_AFTER_S, .cActions = 3, .lpsaActions = again};
  SERVICE_FAILURE_ACTIONS_FLAG always = {.fFailureActionsOnNonCrashFailures = TRUE};
  return ChangeServiceConfig2(service, SERVICE_CONFIG_FAILURE_ACTIONS, &actions) &&
         ChangeServiceConfig2(service, SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, &always);
}

void guard_service(void) {
  SC_HANDLE services = OpenSCManager(NULL, NULL, SC_MANAGER_CONNECT);
  SC_HANDLE own = services == NULL ? NULL : OpenService(services, SERVICE_NAME, SERVICE_ALL_ACCESS);
  if (own == NULL || !set_rights(own) || !set_recovery(own)) note(EVENTLOG_WARNING_TYPE, EVENT_NOT_GUARDED, L"Windows error %lu", GetLastError());
  if (own != NULL) CloseServiceHandle(own);
  if (services != NULL) CloseServiceHandle(services);
}
