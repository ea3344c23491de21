/* The service among recorded calls: its manager, its event log, its clock, and the agents it starts. */
#include "recorded.h"
#include "../../../../agent/platform/windows/service/data-folder.h"
#include "events.h"
#include <sddl.h>
#include <wtsapi32.h>

extern int service_main(void);

/* What the next run of the agent does. */
struct scripted_run {
  DWORD lasts_ms;
  DWORD exit_code;
  /* Instead of ending by itself: the control that comes meanwhile, and how long it takes then; `LONG_MAX` is for ever. */
  DWORD control;
  long ends_after_ms;
  DWORD start_error;
  /* It hangs once it has spoken for so many looks. */
  BOOL hangs;
  int speaks;
};

static const struct scripted_run *runs;
/* Kinds of session changes that come while the service waits to start the agent again, ended by 0. */
static const DWORD *changes;
static ULONGLONG clock_ms;
static LPHANDLER_FUNCTION_EX handler;
static HANDLE stop_event;
static HANDLE came_event;
static int stop_set;
static int came_set;
static int events;
static int refuse_guard;
static int folder_error;
static const struct scripted_run *running;
static BOOL ended;
static int looks;

DWORD make_data_folder(WCHAR *folder, size_t most) {
  lstrcpynW(folder, L"C:\\data", (int)most);
  return (DWORD)folder_error;
}

RECORDED("advapi32", BOOL, StartServiceCtrlDispatcherW, const SERVICE_TABLE_ENTRYW *table) {
  say("serves %ls", table[0].lpServiceName);
  table[0].lpServiceProc(0, NULL);
  return TRUE;
}

RECORDED("kernel32", BOOL, ProcessIdToSessionId, DWORD pid, DWORD *session) {
  (void)pid;
  *session = 0;
  return TRUE;
}

RECORDED("advapi32", SERVICE_STATUS_HANDLE, RegisterServiceCtrlHandlerExW, LPCWSTR name, LPHANDLER_FUNCTION_EX given, LPVOID context) {
  (void)name, (void)context;
  handler = given;
  return (SERVICE_STATUS_HANDLE)1;
}

RECORDED("advapi32", BOOL, SetServiceStatus, SERVICE_STATUS_HANDLE handle, LPSERVICE_STATUS status) {
  (void)handle;
  static const char *states[] = {"", "stopped", "starts", "stops", "runs"};
  DWORD accepted = status->dwControlsAccepted;
  say("state %s, error %lu, hint %lu ms:%s%s%s%s", states[status->dwCurrentState], status->dwWin32ExitCode, status->dwWaitHint,
      accepted & SERVICE_ACCEPT_STOP ? " stop" : "", accepted & SERVICE_ACCEPT_PRESHUTDOWN ? " preshutdown" : "",
      accepted & SERVICE_ACCEPT_SESSIONCHANGE ? " sessions" : "", accepted & SERVICE_ACCEPT_SHUTDOWN ? " shutdown" : "");
  return TRUE;
}

RECORDED("kernel32", HANDLE, CreateEventW, LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL set, LPCWSTR name) {
  (void)security, (void)set, (void)name;
  /* Both live as long as the service. */
  HANDLE made = (HANDLE)(uintptr_t)(0x7200000 + events);
  if (events++ % 2 == 0) stop_event = made;
  else came_event = made;
  if (manual != (made == stop_event)) say("an event of the wrong kind");
  return made;
}

RECORDED("kernel32", BOOL, SetEvent, HANDLE event) {
  if (event == stop_event) stop_set = 1;
  if (event == came_event) came_set = 1;
  return TRUE;
}

RECORDED("kernel32", ULONGLONG, GetTickCount64, void) {
  return clock_ms;
}

RECORDED("kernel32", HANDLE, CreateJobObjectW, LPSECURITY_ATTRIBUTES security, LPCWSTR name) {
  (void)security, (void)name;
  return open_handle("job");
}

RECORDED("kernel32", BOOL, SetInformationJobObject, HANDLE job, JOBOBJECTINFOCLASS kind, LPVOID information, DWORD bytes) {
  (void)bytes;
  const JOBOBJECT_EXTENDED_LIMIT_INFORMATION *limits = information;
  if (kind != JobObjectExtendedLimitInformation) return FALSE;
  say("%s: limits 0x%lx", handle_name(job), limits->BasicLimitInformation.LimitFlags);
  return TRUE;
}

RECORDED("kernel32", BOOL, AssignProcessToJobObject, HANDLE job, HANDLE process) {
  say("%s takes %s", handle_name(job), handle_name(process));
  return TRUE;
}

RECORDED("kernel32", BOOL, CreatePipe, PHANDLE reading, PHANDLE writing, LPSECURITY_ATTRIBUTES security, DWORD size) {
  (void)size;
  static int pipes;
  int is_input = pipes++ % 2 == 0;
  if (!security->bInheritHandle) say("a pipe nobody inherits");
  *reading = open_handle(is_input ? "input" : "said");
  *writing = open_handle(is_input ? "line" : "output");
  return TRUE;
}

RECORDED("kernel32", BOOL, SetHandleInformation, HANDLE handle, DWORD mask, DWORD flags) {
  if (mask == HANDLE_FLAG_INHERIT) say("%s: %s", handle_name(handle), flags == 0 ? "not inherited" : "inherited");
  return TRUE;
}

RECORDED("kernel32", HANDLE, CreateFileW, LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES security, DWORD how, DWORD flags, HANDLE template) {
  if (wcsncmp(name, L"C:\\data\\", 8) != 0) return real_CreateFileW(name, access, share, security, how, flags, template);
  if (access != (FILE_APPEND_DATA | SYNCHRONIZE) || how != OPEN_ALWAYS || !security->bInheritHandle) say("a log of the wrong kind");
  return open_handle("log");
}

RECORDED("kernel32", BOOL, GetFileAttributesExW, LPCWSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID found) {
  (void)name, (void)level, (void)found;
  return FALSE;
}

RECORDED("kernel32", BOOL, WriteFile, HANDLE file, LPCVOID bytes, DWORD count, LPDWORD written, LPOVERLAPPED overlapped) {
  if (!is_recorded(file)) return real_WriteFile(file, bytes, count, written, overlapped);
  *written = count;
  say("%s %.*s", handle_name(file), (int)count - 2, (const char *)bytes);
  return TRUE;
}

RECORDED("kernel32", BOOL, CreateProcessW, LPCWSTR program, LPWSTR line, LPSECURITY_ATTRIBUTES process, LPSECURITY_ATTRIBUTES thread, BOOL inherits, DWORD flags, LPVOID environment, LPCWSTR folder, LPSTARTUPINFOW how, LPPROCESS_INFORMATION started) {
  (void)program, (void)process, (void)thread, (void)environment, (void)folder;
  running = runs++;
  ended = FALSE;
  looks = 0;
  if (running->start_error != 0) {
    SetLastError(running->start_error);
    return FALSE;
  }
  const WCHAR *name = wcsstr(line, L"\\classwarden-agent.exe");
  say("starts %ls, flags 0x%lx, inherits %d, in %s, out %s, errors %s, on %ls", name == NULL ? line : name + 1, flags, inherits, handle_name(how->hStdInput), handle_name(how->hStdOutput), handle_name(how->hStdError), how->lpDesktop == NULL ? L"no desktop" : how->lpDesktop);
  *started = (PROCESS_INFORMATION){.hProcess = open_handle("agent"), .hThread = open_handle("thread"), .dwProcessId = 4242};
  return TRUE;
}

RECORDED("kernel32", DWORD, ResumeThread, HANDLE thread) {
  say("%s goes on", handle_name(thread));
  return 1;
}

RECORDED("kernel32", BOOL, CloseHandle, HANDLE handle) {
  if (!is_recorded(handle)) return real_CloseHandle(handle);
  if (strcmp(handle_name(handle), "line") == 0) say("the agent's input ends");
  return close_recorded(handle);
}

RECORDED("kernel32", BOOL, TerminateProcess, HANDLE process, UINT code) {
  if (running->hangs) say("%s is ended by force, %u, after %d looks", handle_name(process), code, looks);
  else say("%s is ended by force, %u", handle_name(process), code);
  ended = TRUE;
  return TRUE;
}

RECORDED("kernel32", BOOL, GetExitCodeProcess, HANDLE process, LPDWORD code) {
  (void)process;
  *code = running->exit_code;
  return TRUE;
}

static void control(DWORD which, DWORD kind) {
  DWORD answer = handler(which, kind, NULL, NULL);
  if (answer != NO_ERROR) say("control %lu refused, %lu", which, answer);
}

RECORDED("kernel32", DWORD, WaitForSingleObject, HANDLE handle, DWORD wait_ms) {
  if (handle == stop_event) return stop_set ? WAIT_OBJECT_0 : WAIT_TIMEOUT;
  if (!is_recorded(handle)) return real_WaitForSingleObject(handle, wait_ms);
  say("%s is given %lu ms", handle_name(handle), wait_ms);
  if (ended || running->ends_after_ms <= (long)wait_ms) return WAIT_OBJECT_0;
  clock_ms += wait_ms;
  return WAIT_TIMEOUT;
}

RECORDED("kernel32", DWORD, WaitForMultipleObjects, DWORD count, const HANDLE *handles, BOOL all, DWORD wait_ms) {
  if (handles[0] != stop_event) return real_WaitForMultipleObjects(count, handles, all, wait_ms);
  if (handles[1] != came_event) {
    if (running->hangs) {
      looks++;
      clock_ms += wait_ms;
      return WAIT_TIMEOUT;
    }
    clock_ms += running->lasts_ms;
    if (running->control == 0) return WAIT_OBJECT_0 + 1;
    control(running->control, 0);
    return stop_set ? WAIT_OBJECT_0 : WAIT_OBJECT_0 + 1;
  }
  while (changes != NULL && *changes != 0) {
    say("session change %lu", *changes);
    control(SERVICE_CONTROL_SESSIONCHANGE, *changes++);
    if (!came_set) continue;
    came_set = 0;
    say("starts at once");
    return WAIT_OBJECT_0 + 1;
  }
  say("waits %lu ms", wait_ms);
  clock_ms += wait_ms;
  return WAIT_TIMEOUT;
}

RECORDED("kernel32", BOOL, PeekNamedPipe, HANDLE pipe, LPVOID bytes, DWORD most, LPDWORD got, LPDWORD there, LPDWORD left) {
  (void)bytes, (void)most, (void)got, (void)left;
  static int answered;
  /* One word a look. */
  *there = strcmp(handle_name(pipe), "said") == 0 && looks <= running->speaks && answered != looks;
  answered = looks;
  return TRUE;
}

RECORDED("kernel32", BOOL, ReadFile, HANDLE file, LPVOID bytes, DWORD most, LPDWORD got, LPOVERLAPPED overlapped) {
  if (!is_recorded(file)) return real_ReadFile(file, bytes, most, got, overlapped);
  *got = 1;
  return TRUE;
}

RECORDED("advapi32", HANDLE, RegisterEventSourceW, LPCWSTR server, LPCWSTR name) {
  (void)server;
  say("events of %ls", name);
  return (HANDLE)(uintptr_t)0x7300000;
}

RECORDED("advapi32", BOOL, ReportEventW, HANDLE log, WORD kind, WORD category, DWORD event, PSID user, WORD texts, DWORD bytes, LPCWSTR *text, LPVOID data) {
  (void)log, (void)category, (void)user, (void)bytes, (void)data;
  static const WCHAR *kinds[] = {L"", L"error", L"warning", L"", L"information"};
  /* As Windows shows it: the program's own message, with the text in its place. */
  WCHAR shown[512] = L"no such message";
  DWORD_PTR words[] = {(DWORD_PTR)text[0]};
  FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL, event, 0, shown, 512, texts == 1 ? (va_list *)words : NULL);
  say("event %lu, %ls: %ls", event & 0xffff, kinds[kind], shown);
  return TRUE;
}

RECORDED("advapi32", SC_HANDLE, OpenSCManagerW, LPCWSTR machine, LPCWSTR database, DWORD access) {
  (void)machine, (void)database;
  if (access != SC_MANAGER_CONNECT) say("asks the manager for 0x%lx", access);
  return (SC_HANDLE)open_handle("manager");
}

RECORDED("advapi32", SC_HANDLE, OpenServiceW, SC_HANDLE manager, LPCWSTR name, DWORD access) {
  (void)manager, (void)access;
  if (refuse_guard) {
    SetLastError(ERROR_ACCESS_DENIED);
    return NULL;
  }
  say("opens %ls", name);
  return (SC_HANDLE)open_handle("service");
}

RECORDED("advapi32", BOOL, CloseServiceHandle, SC_HANDLE handle) {
  return close_recorded((HANDLE)handle);
}

/* Which of the rights of a service an account of this kind has by the list. */
static DWORD rights_of(PACL list, WELL_KNOWN_SID_TYPE kind) {
  DWORD rights = 0;
  for (DWORD at = 0; at < list->AceCount; at++) {
    ACCESS_ALLOWED_ACE *entry;
    if (!GetAce(list, at, (void **)&entry)) continue;
    if (entry->Header.AceType != ACCESS_ALLOWED_ACE_TYPE) say("an entry that does not allow");
    else if (IsWellKnownSid((PSID)&entry->SidStart, kind)) rights |= entry->Mask;
  }
  return rights;
}

RECORDED("advapi32", BOOL, SetServiceObjectSecurity, SC_HANDLE service, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR rights) {
  BOOL present, defaulted;
  PACL list;
  (void)service;
  if (what != DACL_SECURITY_INFORMATION || !GetSecurityDescriptorDacl(rights, &present, &list, &defaulted) || !present) return FALSE;
  say("rights of %u: system 0x%lx, administrators 0x%lx, signed in 0x%lx, everybody 0x%lx", list->AceCount, rights_of(list, WinLocalSystemSid),
      rights_of(list, WinBuiltinAdministratorsSid), rights_of(list, WinInteractiveSid), rights_of(list, WinWorldSid));
  return TRUE;
}

RECORDED("advapi32", BOOL, ChangeServiceConfig2W, SC_HANDLE service, DWORD what, LPVOID given) {
  (void)service;
  if (what == SERVICE_CONFIG_FAILURE_ACTIONS_FLAG) {
    say("recovery without a crash too: %d", ((SERVICE_FAILURE_ACTIONS_FLAG *)given)->fFailureActionsOnNonCrashFailures);
    return TRUE;
  }
  const SERVICE_FAILURE_ACTIONSW *actions = given;
  for (DWORD at = 0; at < actions->cActions; at++)
    say("recovery: %s after %lu ms", actions->lpsaActions[at].Type == SC_ACTION_RESTART ? "restart" : "another", actions->lpsaActions[at].Delay);
  say("recovery counts anew after %lu s", actions->dwResetPeriod);
  return TRUE;
}

static void serve(const char *name, const struct scripted_run *scripted, const DWORD *sessions) {
  begin(name);
  runs = scripted;
  changes = sessions;
  stop_set = came_set = 0;
  service_main();
}

int main(void) {
  static const struct scripted_run asked[] = {{.lasts_ms = 60000, .control = SERVICE_CONTROL_STOP, .ends_after_ms = 300}};
  static const struct scripted_run shut_down[] = {{.lasts_ms = 60000, .control = SERVICE_CONTROL_PRESHUTDOWN, .ends_after_ms = LONG_MAX}};
  static const struct scripted_run failing[] = {
      {.lasts_ms = 40, .exit_code = 1}, {.lasts_ms = 40, .exit_code = 1}, {.lasts_ms = 40, .exit_code = 1}, {.lasts_ms = 40000, .exit_code = 1},
      {.lasts_ms = 40, .exit_code = 3}, {.lasts_ms = 40, .exit_code = 1}, asked[0]};
  static const struct scripted_run unmended[] = {{.exit_code = 2}, {.exit_code = 3}, {.exit_code = 2}, {.exit_code = 1}, asked[0]};
  static const DWORD sessions[] = {WTS_SESSION_LOCK, WTS_SESSION_LOGOFF, WTS_CONSOLE_DISCONNECT, WTS_SESSION_LOGON, WTS_CONSOLE_CONNECT, WTS_SESSION_UNLOCK, 0};
  static const struct scripted_run absent[] = {{.start_error = ERROR_FILE_NOT_FOUND}, {.start_error = ERROR_ACCESS_DENIED}, asked[0]};
  static const struct scripted_run hung[] = {{.hangs = TRUE}, {.hangs = TRUE, .speaks = 3}, asked[0]};
  static const struct scripted_run deaf[] = {{.lasts_ms = 10, .control = SERVICE_CONTROL_PAUSE, .exit_code = 1}, asked[0]};
  /* The first: what the service logs to is known to it from then on. */
  folder_error = ERROR_ALREADY_EXISTS;
  serve("a folder that is another's", asked, NULL);
  folder_error = 0;
  serve("asked to stop", asked, NULL);
  serve("shut down, and the agent does not end", shut_down, NULL);
  serve("agents that end", failing, NULL);
  serve("somebody has to mend it, and somebody comes", unmended, sessions);
  serve("no agent can be started", absent, NULL);
  serve("agents that hang", hung, NULL);
  serve("a control it does not know", deaf, NULL);
  refuse_guard = 1;
  serve("cannot be guarded", asked, NULL);
  begin(NULL);
  return 0;
}
