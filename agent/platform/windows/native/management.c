/*
 * Whether somebody manages this PC. Chrome and Edge take an extension that policies force on them from elsewhere than their stores on such a PC alone
 * (chromeenterprise.google/policies, ExtensionSettings): one of a domain, of Entra ID, of a device management such as Intune, or enrolled with their maker.
 */
#include "desktop.h"
#include <lm.h>

#define DEVICE_JOINED 1

static int is_of_domain(void) {
  WCHAR *name = NULL;
  NETSETUP_JOIN_STATUS state = NetSetupUnknownStatus;
  if (NetGetJoinInformation(NULL, &name, &state) != NERR_Success) return 0;
  NetApiBufferFree(name);
  return state == NetSetupDomainName;
}

static FARPROC function_of(const WCHAR *library, const char *name) {
  HMODULE module = LoadLibraryEx(library, NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
  return module == NULL ? NULL : GetProcAddress(module, name);
}

/* The headers have neither of the two: what is joined comes first in what is told. */
static int is_of_entra(void) {
  HRESULT(WINAPI * ask)(const WCHAR *, int **) = (void *)function_of(L"netapi32.dll", "NetGetAadJoinInformation");
  int *told = NULL;
  return ask != NULL && ask(NULL, &told) == S_OK && told != NULL && *told == DEVICE_JOINED;
}

static int is_of_device_management(void) {
  HRESULT(WINAPI * ask)(BOOL *, DWORD, WCHAR *) = (void *)function_of(L"mdmregistration.dll", "IsDeviceRegisteredWithManagement");
  BOOL told = FALSE;
  return ask != NULL && ask(&told, 0, NULL) == S_OK && told;
}

static int is_enrolled(const WCHAR *browser, const WCHAR *token) {
  DWORD bytes = 0;
  return RegGetValue(HKEY_LOCAL_MACHINE, browser, token, RRF_RT_REG_SZ, NULL, NULL, &bytes) == ERROR_SUCCESS && bytes > sizeof(WCHAR);
}

int is_managed(void) {
  return is_of_domain() || is_of_entra() || is_of_device_management() ||
         is_enrolled(L"SOFTWARE\\Policies\\Google\\Chrome", L"CloudManagementEnrollmentToken") ||
         is_enrolled(L"SOFTWARE\\Policies\\Microsoft\\Edge", L"EdgeManagementEnrollmentToken");
}
