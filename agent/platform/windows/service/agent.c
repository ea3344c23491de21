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

/* What the agent has of the two pipes, and what this program has. */
struct lines {
  HANDLE input;
  HANDLE output;
  /* Its end tells the agent to stop: a process without a window hears nothing else. */
  HANDLE line;
  /* What the agent says there tells that it is at work. */
  HANDLE said;
};

static int make_lines(struct lines *lines) {
  SECURITY_ATTRIBUTES inherited = {.nLength = sizeof inherited, .bInheritHandle = TRUE};
  if (!CreatePipe(&lines->input, &lines->line, &inherited, 0) || !CreatePipe(&lines->said, &lines->output, &inherited, 0)) return 0;
  return SetHandleInformation(lines->line, HANDLE_FLAG_INHERIT, 0) && SetHandleInformation(lines->said, HANDLE_FLAG_INHERIT, 0);
}

static void close_handle(HANDLE *handle) {
  if (*handle != NULL) CloseHandle(*handle);
  *handle = NULL;
}

static void close_lines(struct lines *lines) {
  close_handle(&lines->input);
  close_handle(&lines->output);
  close_handle(&lines->line);
  close_handle(&lines->said);
}

static int command_line(const WCHAR *data_folder, WCHAR *line, size_t most) {
  WCHAR own[MOST_PATH];
  DWORD length = GetModuleFileName(NULL, own, MOST_PATH);
  WCHAR *last = length == 0 || length == MOST_PATH ? NULL : wcsrchr(own, L'\\');
  if (last == NULL) {
    SetLastError(ERROR_BUFFER_OVERFLOW);
    return 0;
  }
  *last = 0;
  return swprintf(line, most, L"\"%ls\\classwarden-agent.exe\" run --until-input-ends --data \"%ls\" --bundle \"%ls\\enrolment.json\"", own,
                  data_folder, data_folder) > 0;
}

static int start(const WCHAR *data_folder, const struct lines *lines, DWORD watchdog_s, HANDLE job, PROCESS_INFORMATION *started) {
  WCHAR line[4 * MOST_PATH];
  if (!command_line(data_folder, line, sizeof line / sizeof *line)) return 0;
  HANDLE log = open_agent_log();
  STARTUPINFO how = {.cb = sizeof how, .dwFlags = STARTF_USESTDHANDLES, .hStdInput = lines->input, .hStdOutput = lines->output, .hStdError = log};
  DWORD session = 0;
  ProcessIdToSessionId(GetCurrentProcessId(), &session);
  /* A Windows with one session, which is Wine: its services have a desktop of their own there, that nobody sees. */
  if (session != 0) how.lpDesktop = (WCHAR *)L"winsta0\\default";
  SetEnvironmentVariable(L"UV_THREADPOOL_SIZE", L"2");
  WCHAR microseconds[24];
  swprintf(microseconds, sizeof microseconds / sizeof *microseconds, L"%lu000000", watchdog_s);
  SetEnvironmentVariable(L"WATCHDOG_USEC", microseconds);
  SetEnvironmentVariable(L"CLASSWARDEN_ALIVE_FD", L"1");
  WCHAR boot[BOOT_ID_LENGTH];
  SetEnvironmentVariable(L"CLASSWARDEN_BOOT_ID", boot_id(boot));
  int done = CreateProcess(NULL, line, NULL, NULL, TRUE, CREATE_NO_WINDOW | CREATE_SUSPENDED, NULL, NULL, &how, started);
  DWORD error = GetLastError();
  if (log != INVALID_HANDLE_VALUE) CloseHandle(log);
  if (!done) {
    SetLastError(error);
    return 0;
  }
  if (job == NULL || !AssignProcessToJobObject(job, started->hProcess))
    note(EVENTLOG_WARNING_TYPE, EVENT_NOT_GUARDED, L"the agent will not end with it, Windows error %lu", GetLastError());
  ResumeThread(started->hThread);
  CloseHandle(started->hThread);
  return 1;
}

/* Told to stop while the agent ends by itself: it was told. */
static enum run_end await_end(HANDLE agent, HANDLE stop, struct watch watch) {
  HANDLE either[] = {stop, agent};
  for (;;) {
    DWORD which = WaitForMultipleObjects(2, either, FALSE, watch.look_every_ms);
    if (which == WAIT_OBJECT_0) return RUN_STOPPED;
    if (which != WAIT_TIMEOUT) return RUN_ENDED;
    if (is_hung(&watch)) return RUN_HUNG;
  }
}

static void end_by_force(HANDLE agent) {
  TerminateProcess(agent, 1);
  WaitForSingleObject(agent, END_WITHIN_MS);
}

struct run run_agent(const WCHAR *data_folder, HANDLE stop) {
  struct run run = {.end = RUN_NOT_STARTED};
  struct lines lines = {0};
  PROCESS_INFORMATION started;
  HANDLE job = make_job();
  DWORD watchdog_s = watchdog_seconds();
  if (!make_lines(&lines) || !start(data_folder, &lines, watchdog_s, job, &started)) {
    run.exit_code = GetLastError();
    note(EVENTLOG_ERROR_TYPE, EVENT_CANNOT_START, L"Windows error %lu", run.exit_code);
    close_lines(&lines);
    close_handle(&job);
    return run;
  }
  close_handle(&lines.input);
  close_handle(&lines.output);
  note(EVENTLOG_INFORMATION_TYPE, EVENT_STARTED, L"%lu", started.dwProcessId);
  ULONGLONG began = GetTickCount64();
  run.end = await_end(started.hProcess, stop, begin_watch(lines.said, watchdog_s));
  close_lines(&lines);
  if (run.end == RUN_STOPPED && WaitForSingleObject(started.hProcess, END_WITHIN_MS) != WAIT_OBJECT_0) {
    note(EVENTLOG_WARNING_TYPE, EVENT_ENDED_BY_FORCE, L"after %d seconds", END_WITHIN_MS / 1000);
    end_by_force(started.hProcess);
  }
  if (run.end == RUN_HUNG) {
    note(EVENTLOG_WARNING_TYPE, EVENT_HUNG, L"process %lu, watched with %lu seconds", started.dwProcessId, watchdog_s);
    end_by_force(started.hProcess);
  }
  GetExitCodeProcess(started.hProcess, &run.exit_code);
  run.lasted_ms = GetTickCount64() - began;
  CloseHandle(started.hProcess);
  close_handle(&job);
  return run;
}
