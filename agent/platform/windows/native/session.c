/*
 * A service sits in session 0, which has no desktop. Started there, this process starts itself once more as the system in the session that has the
 * screen, passes its own pipes on to it, and ends when another session comes to the front: the agent then starts it anew.
 */
#include "desktop.h"

#define NO_SESSION 0xffffffffu
#define LOOK_EVERY_MS 250

/* What is started ends with this process, which is all that the agent can end; what that starts, such as a browser, does not. */
static HANDLE make_job(void) {
  HANDLE job = CreateJobObject(NULL, NULL);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {
      .BasicLimitInformation = {.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK}};
  if (job == NULL || SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits)) return job;
  CloseHandle(job);
  return NULL;
}

/* `job` stays open as long as it runs. */
static int start_in(DWORD session, HANDLE job, PROCESS_INFORMATION *started) {
  HANDLE own = NULL;
  HANDLE token = NULL;
  int done = OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &own) &&
             DuplicateTokenEx(own, MAXIMUM_ALLOWED, NULL, SecurityIdentification, TokenPrimary, &token) &&
             SetTokenInformation(token, TokenSessionId, &session, sizeof session);
  if (done) {
    STARTUPINFO start = {
        .cb = sizeof start,
        .lpDesktop = (WCHAR *)L"winsta0\\default",
        .dwFlags = STARTF_USESTDHANDLES,
        .hStdInput = GetStdHandle(STD_INPUT_HANDLE),
        .hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE),
        .hStdError = GetStdHandle(STD_ERROR_HANDLE),
    };
    SetHandleInformation(start.hStdInput, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    SetHandleInformation(start.hStdOutput, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    done = CreateProcessAsUser(token, NULL, GetCommandLine(), NULL, NULL, TRUE, CREATE_NO_WINDOW | CREATE_SUSPENDED, NULL, NULL, &start, started);
  }
  if (done) {
    AssignProcessToJobObject(job, started->hProcess);
    ResumeThread(started->hThread);
    CloseHandle(started->hThread);
  }
  if (token != NULL) CloseHandle(token);
  if (own != NULL) CloseHandle(own);
  return done;
}

/* False where this process is on a desktop already; else true once it is over, with how it ended. */
int enter_session(int *exit_code) {
  DWORD own = 0;
  DWORD front = WTSGetActiveConsoleSessionId();
  ProcessIdToSessionId(GetCurrentProcessId(), &own);
  if (own != 0 || front == 0) return 0;
  *exit_code = 3;
  if (front == NO_SESSION) return 1;
  PROCESS_INFORMATION started;
  HANDLE job = make_job();
  if (job == NULL) return 1;
  if (!start_in(front, job, &started)) {
    CloseHandle(job);
    return 1;
  }
  while (WaitForSingleObject(started.hProcess, LOOK_EVERY_MS) == WAIT_TIMEOUT)
    if (WTSGetActiveConsoleSessionId() != front) TerminateProcess(started.hProcess, 4);
  DWORD code = 0;
  GetExitCodeProcess(started.hProcess, &code);
  CloseHandle(started.hProcess);
  CloseHandle(job);
  *exit_code = (int)code;
  return 1;
}
