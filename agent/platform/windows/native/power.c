/* Log off, restart, shut down; and a page in the browser of whoever is signed in. */
#include "desktop.h"
#include <stdio.h>
#include <string.h>
#include <wtsapi32.h>
#include <shellapi.h>

static void take_privilege(const WCHAR *name) {
  HANDLE token = NULL;
  TOKEN_PRIVILEGES wanted = {.PrivilegeCount = 1};
  wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &token)) return;
  if (LookupPrivilegeValue(NULL, name, &wanted.Privileges[0].Luid)) AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL);
  CloseHandle(token);
}

static BOOL act(const char *action) {
  take_privilege(SE_SHUTDOWN_NAME);
  DWORD reason = SHTDN_REASON_MAJOR_OTHER | SHTDN_REASON_MINOR_OTHER | SHTDN_REASON_FLAG_PLANNED;
  if (strcmp(action, "log-off") == 0) return WTSLogoffSession(WTS_CURRENT_SERVER_HANDLE, WTS_CURRENT_SESSION, FALSE);
  return InitiateSystemShutdownEx(NULL, NULL, 0, TRUE, strcmp(action, "restart") == 0, reason);
}

/* With the user's own rights, never the system's. */
static BOOL open_page(const char *address) {
  WCHAR wide[2048] = L"";
  HANDLE token = NULL;
  DWORD session = 0;
  if (strncmp(address, "http://", 7) != 0 && strncmp(address, "https://", 8) != 0) return FALSE;
  if (strpbrk(address, "\" ") != NULL || MultiByteToWideChar(CP_UTF8, 0, address, -1, wide, 2048) == 0) return FALSE;
  ProcessIdToSessionId(GetCurrentProcessId(), &session);
  if (!WTSQueryUserToken(session, &token)) return (INT_PTR)ShellExecute(NULL, L"open", wide, NULL, NULL, SW_SHOWNORMAL) > 32;
  WCHAR command[2200];
  wsprintf(command, L"rundll32.exe url.dll,FileProtocolHandler %s", wide);
  STARTUPINFO start = {.cb = sizeof start, .lpDesktop = (WCHAR *)L"winsta0\\default"};
  PROCESS_INFORMATION started;
  BOOL done = CreateProcessAsUser(token, NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &start, &started);
  CloseHandle(token);
  if (!done) return FALSE;
  CloseHandle(started.hThread);
  CloseHandle(started.hProcess);
  return TRUE;
}

void power_order(const struct order *order) {
  if (order->count < 3) return;
  BOOL done = strcmp(order->words[0], "open") == 0 ? open_page(order->words[2]) : act(order->words[2]);
  DWORD why = GetLastError();
  tell(NULL, 0, "answer\t%d\t%s\t%lu", number_word(order, 1), done ? "done" : "refused", done ? 0 : why);
}
