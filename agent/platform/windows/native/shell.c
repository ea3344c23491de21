/*
 * What the shell offers beside the keyboard, taken away while the screen is covered: the task manager and the choices of Ctrl+Alt+Del, which no hook sees.
 * They are policies in the registry of whoever is signed in. What they were is kept there too, so that it is given back even after a crash, or on another
 * PC that has the same profile; and below Policies, where its owner may only read: else they could have the school's own given back as they please.
 */
#include "desktop.h"
#include <stdio.h>
#include <wchar.h>

#define POLICIES L"Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\"
#define KEPT L"Software\\Policies\\Classwarden\\Held"
#define KEPT_ABOVE L"Software\\Policies\\Classwarden"
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

static int place_of(const WCHAR *name, WCHAR *path) {
  WCHAR sid[256];
  return user_sid(sid, 256) && swprintf(path, MOST_PATH, L"%ls\\%ls", sid, name) > 0;
}

static HKEY make_key(const WCHAR *name) {
  WCHAR path[MOST_PATH];
  HKEY key = NULL;
  if (!place_of(name, path) || RegCreateKeyEx(HKEY_USERS, path, 0, NULL, 0, KEY_READ | KEY_WRITE, NULL, &key, NULL) != ERROR_SUCCESS) return NULL;
  return key;
}

static HKEY open_key(const WCHAR *name) {
  WCHAR path[MOST_PATH];
  HKEY key = NULL;
  if (!place_of(name, path) || RegOpenKeyEx(HKEY_USERS, path, 0, KEY_READ | KEY_WRITE, &key) != ERROR_SUCCESS) return NULL;
  return key;
}

static void delete_key(const WCHAR *name) {
  WCHAR path[MOST_PATH];
  if (place_of(name, path)) RegDeleteKey(HKEY_USERS, path);
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

/* Everything is kept before anything is changed: ended in between, nothing is given back that was ours. */
static void keep_all(HKEY kept) {
  if (read_number(kept, L"Held", 0) == 1) return;
  for (size_t at = 0; at < COUNT; at++) {
    HKEY key = open_key(restrictions[at].key);
    write_number(kept, restrictions[at].name, key == NULL ? NOT_SET : read_number(key, restrictions[at].name, NOT_SET));
    if (key != NULL) RegCloseKey(key);
  }
  write_number(kept, L"Held", 1);
}

void hold_shell(void) {
  HKEY kept = make_key(KEPT);
  if (kept == NULL) return;
  keep_all(kept);
  RegCloseKey(kept);
  for (size_t at = 0; at < COUNT; at++) {
    HKEY key = make_key(restrictions[at].key);
    if (key == NULL) continue;
    write_number(key, restrictions[at].name, 1);
    RegCloseKey(key);
  }
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
  RegCloseKey(kept);
  delete_key(KEPT);
  delete_key(KEPT_ABOVE);
}

void follow_shell(void) {
  if (is_covered()) hold_shell();
  else release_shell();
}
