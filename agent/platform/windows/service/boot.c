/* Windows tells nobody which start of it this is: a key of the registry that lies in memory alone is gone at the next one. */
#include "service.h"
#include <objbase.h>

#define BOOT SERVICE_KEY L"\\Boot"

const WCHAR *boot_id(WCHAR id[BOOT_ID_LENGTH]) {
  HKEY key;
  GUID fresh;
  DWORD bytes = BOOT_ID_LENGTH * sizeof *id;
  id[0] = 0;
  if (RegCreateKeyEx(HKEY_LOCAL_MACHINE, BOOT, 0, NULL, REG_OPTION_VOLATILE, KEY_READ | KEY_WRITE, NULL, &key, NULL) != ERROR_SUCCESS) return id;
  if (RegGetValue(key, NULL, L"Id", RRF_RT_REG_SZ, NULL, id, &bytes) != ERROR_SUCCESS) {
    id[0] = 0;
    if (CoCreateGuid(&fresh) == S_OK && StringFromGUID2(&fresh, id, BOOT_ID_LENGTH) > 0 &&
        RegSetValueEx(key, L"Id", 0, REG_SZ, (const BYTE *)id, (DWORD)((wcslen(id) + 1) * sizeof *id)) != ERROR_SUCCESS)
      id[0] = 0;
  }
  RegCloseKey(key);
  return id;
}
