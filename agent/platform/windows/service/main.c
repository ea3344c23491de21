/* The service as Windows knows it, and how long to wait before the agent is started again. */
#include "service.h"
#include "data-folder.h"
#include "events.h"
#include <wtsapi32.h>

/* An agent that ran so long was well: its end says nothing about the next start. */
#define WELL_AFTER_MS 30000
#define FIRST_WAIT_MS 50
#define LONGEST_WAIT_MS 30000
/* Its own limit to end is 8 s. */
#define STOP_HINT_MS 12000
/* A wrong command line, or an identity that cannot be read: only somebody's act mends it (agent/failure.ts). */
#define needs_somebody(run) ((run).end == RUN_ENDED && ((run).exit_code == 2 || (run).exit_code == 3))

static SERVICE_STATUS_HANDLE status_handle;
static HANDLE stop;
/* Somebody came: whoever it is finds an agent at work, however often it had failed. */
static HANDLE came;

static void tell_state(DWORD state, DWORD exit_code) {
  SERVICE_STATUS status = {
      .dwServiceType = SERVICE_WIN32_OWN_PROCESS,
      .dwCurrentState = state,
      .dwControlsAccepted = state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PRESHUTDOWN | SERVICE_ACCEPT_SESSIONCHANGE : 0,
      .dwWin32ExitCode = exit_code,
      .dwWaitHint = state == SERVICE_STOP_PENDING ? STOP_HINT_MS : 0,
  };
  SetServiceStatus(status_handle, &status);
}

static DWORD WINAPI on_control(DWORD control, DWORD kind, void *detail, void *unused) {
  (void)detail;
  (void)unused;
  switch (control) {
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_PRESHUTDOWN:
      tell_state(SERVICE_STOP_PENDING, NO_ERROR);
      SetEvent(stop);
      return NO_ERROR;
    case SERVICE_CONTROL_SESSIONCHANGE:
      if (kind == WTS_SESSION_LOGON || kind == WTS_CONSOLE_CONNECT || kind == WTS_SESSION_UNLOCK) SetEvent(came);
      return NO_ERROR;
    case SERVICE_CONTROL_INTERROGATE:
      return NO_ERROR;
  }
  return ERROR_CALL_NOT_IMPLEMENTED;
}

/* At once after a run that was well, and twice as long after each that was not. */
static DWORD wait_after(const struct run *run, DWORD before_ms) {
  if (needs_somebody(*run)) return LONGEST_WAIT_MS;
  if (before_ms == 0 || (run->end != RUN_NOT_STARTED && run->lasted_ms >= WELL_AFTER_MS)) return FIRST_WAIT_MS;
  return before_ms * 2 > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : before_ms * 2;
}

static void tell_end(const struct run *run, DWORD wait_ms) {
  if (run->end != RUN_ENDED) return;
  if (needs_somebody(*run)) note(EVENTLOG_ERROR_TYPE, EVENT_NEEDS_SOMEBODY, L"exit code %lu; it is tried again every %d s", run->exit_code, LONGEST_WAIT_MS / 1000);
  else note(EVENTLOG_WARNING_TYPE, EVENT_ENDED, L"exit code %lu after %llu ms; started again in %lu ms", run->exit_code, run->lasted_ms, wait_ms);
}

static void supervise(const WCHAR *data_folder) {
  DWORD wait_ms = 0;
  HANDLE either[] = {stop, came};
  while (WaitForSingleObject(stop, 0) != WAIT_OBJECT_0) {
    struct run run = run_agent(data_folder, stop);
    if (run.end == RUN_STOPPED) return;
    wait_ms = wait_after(&run, wait_ms);
    tell_end(&run, wait_ms);
    if (WaitForMultipleObjects(2, either, FALSE, wait_ms) == WAIT_OBJECT_0 + 1) wait_ms = 0;
  }
}

static void WINAPI serve(DWORD count, WCHAR **arguments) {
  (void)count;
  (void)arguments;
  status_handle = RegisterServiceCtrlHandlerEx(SERVICE_NAME, on_control, NULL);
  if (status_handle == NULL) return;
  stop = CreateEvent(NULL, TRUE, FALSE, NULL);
  came = CreateEvent(NULL, FALSE, FALSE, NULL);
  if (stop == NULL || came == NULL) {
    tell_state(SERVICE_STOPPED, ERROR_NOT_ENOUGH_MEMORY);
    return;
  }
  tell_state(SERVICE_START_PENDING, NO_ERROR);
  WCHAR data_folder[MOST_PATH] = L"";
  DWORD error = make_data_folder(data_folder, MOST_PATH);
  /* Nothing is written where somebody else may have laid a link. */
  open_journal(error == ERROR_SUCCESS ? data_folder : L"");
  guard_service();
  if (error != ERROR_SUCCESS) {
    note(EVENTLOG_ERROR_TYPE, EVENT_CANNOT_START, L"its folder cannot be made private, Windows error %lu", error);
    tell_state(SERVICE_STOPPED, error);
    return;
  }
  tell_state(SERVICE_RUNNING, NO_ERROR);
  supervise(data_folder);
  note(EVENTLOG_INFORMATION_TYPE, EVENT_STOPPED, L"Windows was asked to");
  tell_state(SERVICE_STOPPED, NO_ERROR);
}

int main(void) {
  SERVICE_TABLE_ENTRY table[] = {{(WCHAR *)SERVICE_NAME, serve}, {NULL, NULL}};
  return StartServiceCtrlDispatcher(table) ? 0 : 1;
}
