/*
 * What the shell offers beside the keyboard, taken away while the screen is covered: the task manager and the choices of Ctrl+Alt+Del, which no hook sees.
 * They are policies in the registry of whoever is signed in. What they were is kept there too, so that it is given back even after a crash.
 */
#include "desktop.h"
#include <stdio.h>
#include <wchar.h>

#define POLICIES L"Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\"
#define KEPT L"Software\\Classwarden\\Held"
/* A policy that was not set is kept as this. */
#define NOT_SET 0xffffffffu

static const struct {
  const WCHAR *key;
  const WCHAR *name;
} restrictions[] = {
    {POLICIES L"System", L"DisableTaskMgr"},
    {POLICIES L"System", L"DisableLockWorkstation"},
    {POLICIES L"System", L"DisableChangePassword"},
    {POLICIES L"Explorer", L"NoLogoff"},
    {POLICIES L"Explorer", L"NoClose"},
    {POLICIES L"Explorer", L"NoWinKeys"},
};
#define COUNT (sizeof restrictions / sizeof restrictions[0])

static HKEY open_key(const WCHAR *name) {
  WCHAR sid[256];
  WCHAR path[MOST_PATH];
  HKEY key = NULL;
  if (!user_sid(sid, 256)) return NULL;
  swprintf(path, MOST_PATH, L"%ls\\%ls", sid, name);
  if (RegCreateKeyEx(HKEY_USERS, path, 0, NULL, 0, KEY_READ | KEY_WRITE, NULL, &key, NULL) != ERROR_SUCCESS) return NULL;
  return key;
}

static DWORD read_number(HKEY key, const WCHAR *name, DWORD otherwise) {
  DWORD value = 0;
  DWORD bytes = sizeof value;
  DWORD type = 0;
  if (RegQueryValueEx(key, name, NULL, &type, (BYTE *)&value, &bytes) != ERROR_SUCCESS || type != REG_DWORD) return otherwise;
  return value;
}

static void write_number(HKEY key, const WCHAR *name, DWORD value) {
  RegSetValueEx(key, name, 0, REG_DWORD, (const BYTE *)&value, sizeof value);
}

void hold_shell(void) {
  HKEY kept = open_key(KEPT);
  if (kept == NULL) return;
  int is_held = read_number(kept, L"Held", 0) == 1;
  for (size_t at = 0; at < COUNT; at++) {
    HKEY key = open_key(restrictions[at].key);
    if (key == NULL) continue;
    if (!is_held) write_number(kept, restrictions[at].name, read_number(key, restrictions[at].name, NOT_SET));
    write_number(key, restrictions[at].name, 1);
    RegCloseKey(key);
  }
  write_number(kept, L"Held", 1);
  RegCloseKey(kept);
}

void release_shell(void) {
  HKEY kept = open_key(KEPT);
  if (kept == NULL) return;
  if (read_number(kept, L"Held", 0) == 1) {
    for (size_t at = 0; at < COUNT; at++) {
      HKEY key = open_key(restrictions[at].key);
      if (key == NULL) continue;
      DWORD before = read_number(kept, restrictions[at].name, NOT_SET);
      if (before == NOT_SET) RegDeleteValue(key, restrictions[at].name);
      else write_number(key, restrictions[at].name, before);
      RegCloseKey(key);
    }
  }
  for (size_t at = 0; at < COUNT; at++) RegDeleteValue(kept, restrictions[at].name);
  RegDeleteValue(kept, L"Held");
  RegCloseKey(kept);
}
