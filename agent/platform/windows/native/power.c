/* Log off, restart, shut down; and a page in the browser of whoever is signed in. */
#include "desktop.h"
#include <string.h>
#include <wchar.h>
#include <wtsapi32.h>
#include <shellapi.h>
#include <userenv.h>

#define MOST_ADDRESS 2048

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

/* With the user's rights and what their programs find around them: the system's own would show a browser the system's folders. */
static BOOL open_as(HANDLE token, const WCHAR *address) {
  WCHAR folder[MAX_PATH];
  WCHAR command[MOST_ADDRESS + MAX_PATH + 64];
  void *environment = NULL;
  PROCESS_INFORMATION started;
  STARTUPINFO start = {.cb = sizeof start, .lpDesktop = (WCHAR *)L"winsta0\\default"};
  UINT length = GetSystemDirectory(folder, MAX_PATH);
  if (length == 0 || length >= MAX_PATH || !CreateEnvironmentBlock(&environment, token, FALSE)) return FALSE;
  swprintf(command, sizeof command / sizeof *command, L"\"%ls\\rundll32.exe\" url.dll,FileProtocolHandler %ls", folder, address);
  BOOL done = CreateProcessAsUser(token, NULL, command, NULL, NULL, FALSE, CREATE_UNICODE_ENVIRONMENT, environment, folder, &start, &started);
  DWORD why = GetLastError();
  DestroyEnvironmentBlock(environment);
  if (done) {
    CloseHandle(started.hThread);
    CloseHandle(started.hProcess);
  }
  SetLastError(why);
  return done;
}

static BOOL open_page(const char *address) {
  WCHAR wide[MOST_ADDRESS] = L"";
  HANDLE token;
  SetLastError(ERROR_INVALID_PARAMETER);
  if (strncmp(address, "http://", 7) != 0 && strncmp(address, "https://", 8) != 0) return FALSE;
  if (strpbrk(address, "\" ") != NULL || MultiByteToWideChar(CP_UTF8, 0, address, -1, wide, MOST_ADDRESS) == 0) return FALSE;
  switch (user_token(&token)) {
    case TOKEN_NONE:
      SetLastError(ERROR_NO_TOKEN);
      return FALSE;
    case TOKEN_OWN:
      CloseHandle(token);
      return (INT_PTR)ShellExecute(NULL, L"open", wide, NULL, NULL, SW_SHOWNORMAL) > 32;
  }
  BOOL done = open_as(token, wide);
  DWORD why = GetLastError();
  CloseHandle(token);
  SetLastError(why);
  return done;
}

void power_order(const struct order *order) {
  if (order->count < 3) return;
  BOOL done = strcmp(order->words[0], "open") == 0 ? open_page(order->words[2]) : act(order->words[2]);
  DWORD why = GetLastError();
  tell(NULL, 0, "answer\t%d\t%s\t%lu", number_word(order, 1), done ? "done" : "refused", done ? 0 : why);
}
