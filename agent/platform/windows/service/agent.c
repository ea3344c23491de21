/* One run of the agent, which lies beside this program. */
#include "service.h"
#include "events.h"
#include <stdio.h>

/* It gives the desktop back and says goodbye to its hub. */
#define END_WITHIN_MS 8000
/* Ended with the service; what it starts outlives it for as long as that itself sees fit, above all a cover. */
#define JOB_LIMITS (JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK)

static HANDLE make_job(void) {
  HANDLE job = CreateJobObject(NULL, NULL);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {.BasicLimitInformation = {.LimitFlags = JOB_LIMITS}};
  if (job != NULL) SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
  return job;
}

/* A pipe whose end tells the agent to stop: a process without a window hears nothing else. */
static int make_line(HANDLE *reading, HANDLE *writing) {
  SECURITY_ATTRIBUTES inherited = {.nLength = sizeof inherited, .bInheritHandle = TRUE};
  if (!CreatePipe(reading, writing, &inherited, 0)) return 0;
  SetHandleInformation(*writing, HANDLE_FLAG_INHERIT, 0);
  return 1;
}

static int command_line(const WCHAR *data_folder, WCHAR *line, size_t most) {
  WCHAR own[MOST_PATH];
  DWORD length = GetModuleFileName(NULL, own, MOST_PATH);
  WCHAR *last = length == 0 || length == MOST_PATH ? NULL : wcsrchr(own, L'\\');
  if (last == NULL) return 0;
  *last = 0;
  return swprintf(line, most, L"\"%ls\\classwarden-agent.exe\" run --until-input-ends --data \"%ls\" --bundle \"%ls\\enrolment.json\"", own,
                  data_folder, data_folder) > 0;
}

static int start(const WCHAR *data_folder, HANDLE input, HANDLE job, PROCESS_INFORMATION *started) {
  WCHAR line[4 * MOST_PATH];
  if (!command_line(data_folder, line, sizeof line / sizeof *line)) return 0;
  HANDLE log = open_agent_log();
  STARTUPINFO how = {.cb = sizeof how, .dwFlags = STARTF_USESTDHANDLES, .hStdInput = input, .hStdOutput = log, .hStdError = log};
  DWORD session = 0;
  ProcessIdToSessionId(GetCurrentProcessId(), &session);
  /* A Windows with one session, which is Wine: its services have a desktop of their own there, that nobody sees. */
  if (session != 0) how.lpDesktop = (WCHAR *)L"winsta0\\default";
  SetEnvironmentVariable(L"UV_THREADPOOL_SIZE", L"2");
  int done = CreateProcess(NULL, line, NULL, NULL, TRUE, CREATE_NO_WINDOW | CREATE_SUSPENDED, NULL, NULL, &how, started);
  DWORD error = GetLastError();
  if (log != INVALID_HANDLE_VALUE) CloseHandle(log);
  if (!done) {
    SetLastError(error);
    return 0;
  }
  if (job != NULL) AssignProcessToJobObject(job, started->hProcess);
  ResumeThread(started->hThread);
  CloseHandle(started->hThread);
  return 1;
}

struct run run_agent(const WCHAR *data_folder, HANDLE stop) {
  struct run run = {.end = RUN_NOT_STARTED};
  HANDLE input = NULL;
  HANDLE line = NULL;
  PROCESS_INFORMATION started;
  HANDLE job = make_job();
  if (!make_line(&input, &line) || !start(data_folder, input, job, &started)) {
    run.exit_code = GetLastError();
    note(EVENTLOG_ERROR_TYPE, EVENT_CANNOT_START, L"Windows error %lu", run.exit_code);
    if (input != NULL) CloseHandle(input);
    if (line != NULL) CloseHandle(line);
    if (job != NULL) CloseHandle(job);
    return run;
  }
  CloseHandle(input);
  note(EVENTLOG_INFORMATION_TYPE, EVENT_STARTED, L"%lu", started.dwProcessId);
  ULONGLONG began = GetTickCount64();
  HANDLE either[] = {stop, started.hProcess};
  /* Told to stop while the agent ends by itself: it was told. */
  run.end = WaitForMultipleObjects(2, either, FALSE, INFINITE) == WAIT_OBJECT_0 ? RUN_STOPPED : RUN_ENDED;
  CloseHandle(line);
  if (run.end == RUN_STOPPED && WaitForSingleObject(started.hProcess, END_WITHIN_MS) != WAIT_OBJECT_0) {
    note(EVENTLOG_WARNING_TYPE, EVENT_ENDED_BY_FORCE, L"after %d seconds", END_WITHIN_MS / 1000);
    TerminateProcess(started.hProcess, 1);
    WaitForSingleObject(started.hProcess, END_WITHIN_MS);
  }
  GetExitCodeProcess(started.hProcess, &run.exit_code);
  run.lasted_ms = GetTickCount64() - began;
  CloseHandle(started.hProcess);
  if (job != NULL) CloseHandle(job);
  return run;
}
