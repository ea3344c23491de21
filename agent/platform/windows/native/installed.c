/* What is installed, as the list of programs in Windows' settings has it: for everybody, in both widths, and for whoever is signed in. */
#include "desktop.h"
#include "inventory.h"
#include <stdio.h>

#define UNINSTALL L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall"
#define MOST_PROGRAMS 20000

static int told;
static double changed_at;

static void tell_program(HKEY list, const WCHAR *name) {
  HKEY program;
  char title[512], version[256], part_of[64];
  if (RegOpenKeyEx(list, name, 0, KEY_READ, &program) != ERROR_SUCCESS) return;
  registry_text(program, L"DisplayName", title, sizeof title);
  registry_text(program, L"DisplayVersion", version, sizeof version);
  registry_text(program, L"ParentKeyName", part_of, sizeof part_of);
  /* Parts of Windows and updates of a program stand there too, and are in nobody's list. */
  if (title[0] != 0 && part_of[0] == 0 && registry_number(program, L"SystemComponent") == 0 && told < MOST_PROGRAMS) {
    told++;
    inventory_line("program\t%s\t%s", title, version);
  }
  RegCloseKey(program);
}

static void tell_list(HKEY root, const WCHAR *path, REGSAM width) {
  HKEY list;
  if (RegOpenKeyEx(root, path, 0, KEY_READ | width, &list) != ERROR_SUCCESS) return;
  WCHAR name[256];
  FILETIME written;
  for (DWORD at = 0, length = 256; at < MOST_PROGRAMS; at++, length = 256) {
    if (RegEnumKeyEx(list, at, name, &length, NULL, NULL, NULL, &written) != ERROR_SUCCESS) break;
    if (filetime_ms(written) > changed_at) changed_at = filetime_ms(written);
    tell_program(list, name);
  }
  /* Its own time tells of one that was removed. */
  if (RegQueryInfoKey(list, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &written) == ERROR_SUCCESS && filetime_ms(written) > changed_at)
    changed_at = filetime_ms(written);
  RegCloseKey(list);
}

/* Of the accounts that are there now: those of people alone have a list of their own. */
static void tell_accounts(void) {
  WCHAR account[256], path[512];
  for (DWORD at = 0, length = 256; RegEnumKeyEx(HKEY_USERS, at, account, &length, NULL, NULL, NULL, NULL) == ERROR_SUCCESS; at++, length = 256) {
    lstrcpyn(path, account, 256);
    lstrcat(path, L"\\" UNINSTALL);
    tell_list(HKEY_USERS, path, 0);
  }
}

void tell_installed(void) {
  tell_list(HKEY_LOCAL_MACHINE, UNINSTALL, KEY_WOW64_64KEY);
  tell_list(HKEY_LOCAL_MACHINE, UNINSTALL, KEY_WOW64_32KEY);
  tell_accounts();
  inventory_line("changed\t%.0f", changed_at);
}
