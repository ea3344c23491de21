/* Sessions, processes and tokens of a recorded Windows, and the pipes to the agent. */
#ifndef CLASSWARDEN_SESSION_HERE_H
#define CLASSWARDEN_SESSION_HERE_H

#include "recorded.h"
#include <sddl.h>
#include <wtsapi32.h>

#define NOBODY 0xffffffffu

static HANDLE input_pipe, output_pipe, error_pipe;
static DWORD own_session;
static const DWORD *fronts;
static BOOL is_system_here;
static DWORD start_error;
static DWORD child_lasts_looks;
static DWORD child_exit_code;
/* Who is signed in, by the words of the session. */
static const WCHAR *user_here = L"";
static volatile LONG frames_told;

static void say_frame(const char *text, size_t bytes) {
  const char *end = memchr(text, '\n', bytes);
  printf("tells");
  for (const char *word = text; end != NULL && word <= end;) {
    size_t length = strcspn(word, "\t\n");
    int is_time = (strncmp(text, "covered", 7) == 0 || strncmp(text, "broken", 6) == 0) && memchr(word, '.', length) != NULL;
    if (is_time || (strncmp(text, "idle", 4) == 0 && length > 12)) printf(" [time]");
    else if (length == 0) printf(" -");
    else printf(" %.*s", (int)length, word);
    word += length + 1;
  }
  printf("\n");
  for (const char *line = end + 1; line < text + bytes; line += strcspn(line, "\n") + 1) {
    printf("  ");
    for (size_t at = 0; at < strcspn(line, "\n"); at++) putchar(line[at] == '\t' ? ' ' : line[at]);
    printf("\n");
  }
  fflush(stdout);
  InterlockedIncrement(&frames_told);
}

RECORDED("kernel32", BOOL, WriteFile, HANDLE file, LPCVOID bytes, DWORD count, LPDWORD written, LPOVERLAPPED overlapped) {
  static char told[65536];
  static size_t length;
  uint32_t frame;
  if (file != output_pipe) return real_WriteFile(file, bytes, count, written, overlapped);
  *written = count;
  if (length + count >= sizeof told) exit(7);
  memcpy(told + length, bytes, count);
  length += count;
  memcpy(&frame, told, sizeof frame);
  if (length < sizeof frame || length < sizeof frame + frame) return TRUE;
  told[length] = 0;
  say_frame(told + sizeof frame, frame);
  length = 0;
  return TRUE;
}

RECORDED("kernel32", BOOL, ReadFile, HANDLE file, LPVOID bytes, DWORD most, LPDWORD got, LPOVERLAPPED overlapped) {
  if (file != input_pipe) return real_ReadFile(file, bytes, most, got, overlapped);
  Sleep(INFINITE);
  return FALSE;
}

RECORDED("kernel32", HANDLE, GetStdHandle, DWORD which) {
  return which == STD_INPUT_HANDLE ? input_pipe : which == STD_OUTPUT_HANDLE ? output_pipe : error_pipe;
}

static void await(volatile LONG *count, LONG before) {
  for (int looks = 0; *count == before; looks++) {
    if (looks == 10000) exit(6);
    Sleep(1);
  }
}

RECORDED("kernel32", DWORD, WTSGetActiveConsoleSessionId, void) {
  DWORD session = *fronts;
  if (fronts[1] != 0) fronts++;
  return session;
}

RECORDED("kernel32", BOOL, ProcessIdToSessionId, DWORD pid, DWORD *session) {
  *session = pid == GetCurrentProcessId() ? own_session : NOBODY;
  return TRUE;
}

RECORDED("kernel32", BOOL, SetHandleInformation, HANDLE handle, DWORD mask, DWORD flags) {
  say("%s: %s", handle_name(handle), mask == HANDLE_FLAG_INHERIT && flags == mask ? "inherited" : "another");
  return TRUE;
}

RECORDED("kernel32", DWORD, WaitForSingleObject, HANDLE handle, DWORD wait_ms) {
  if (!is_recorded(handle)) return real_WaitForSingleObject(handle, wait_ms);
  if (child_lasts_looks == 0) return WAIT_OBJECT_0;
  child_lasts_looks--;
  return WAIT_TIMEOUT;
}

RECORDED("kernel32", BOOL, TerminateProcess, HANDLE process, UINT code) {
  say("%s is ended, %u", handle_name(process), code);
  child_exit_code = code;
  child_lasts_looks = 0;
  return TRUE;
}

RECORDED("kernel32", BOOL, GetExitCodeProcess, HANDLE process, LPDWORD code) {
  (void)process;
  *code = child_exit_code;
  return TRUE;
}

RECORDED("kernel32", BOOL, CloseHandle, HANDLE handle) {
  return is_recorded(handle) ? close_recorded(handle) : real_CloseHandle(handle);
}

RECORDED("kernel32", HANDLE, CreateJobObjectW, LPSECURITY_ATTRIBUTES security, LPCWSTR name) {
  (void)security, (void)name;
  return open_handle("job");
}

RECORDED("kernel32", BOOL, SetInformationJobObject, HANDLE job, JOBOBJECTINFOCLASS kind, LPVOID information, DWORD bytes) {
  (void)bytes;
  if (kind != JobObjectExtendedLimitInformation) return FALSE;
  say("%s: limits 0x%lx", handle_name(job), ((JOBOBJECT_EXTENDED_LIMIT_INFORMATION *)information)->BasicLimitInformation.LimitFlags);
  return TRUE;
}

RECORDED("kernel32", BOOL, AssignProcessToJobObject, HANDLE job, HANDLE process) {
  say("%s takes %s", handle_name(job), handle_name(process));
  return TRUE;
}

RECORDED("kernel32", DWORD, ResumeThread, HANDLE thread) {
  say("%s goes on", handle_name(thread));
  return 1;
}

RECORDED("kernel32", HANDLE, OpenProcess, DWORD access, BOOL inherits, DWORD pid) {
  (void)access, (void)inherits, (void)pid;
  return NULL;
}

RECORDED("advapi32", BOOL, OpenProcessToken, HANDLE process, DWORD access, PHANDLE token) {
  (void)process, (void)access;
  *token = open_handle("own token");
  return TRUE;
}

RECORDED("advapi32", BOOL, DuplicateTokenEx, HANDLE token, DWORD access, LPSECURITY_ATTRIBUTES security, SECURITY_IMPERSONATION_LEVEL level, TOKEN_TYPE type, PHANDLE copy) {
  (void)access, (void)security, (void)level;
  say("copies %s, %s", handle_name(token), type == TokenPrimary ? "primary" : "another");
  *copy = open_handle("copy");
  return TRUE;
}

RECORDED("advapi32", BOOL, SetTokenInformation, HANDLE token, TOKEN_INFORMATION_CLASS what, LPVOID value, DWORD bytes) {
  if (what == TokenSessionId && bytes == sizeof(DWORD)) say("%s: session %lu", handle_name(token), *(DWORD *)value);
  return TRUE;
}

RECORDED("advapi32", BOOL, GetTokenInformation, HANDLE token, TOKEN_INFORMATION_CLASS what, LPVOID value, DWORD bytes, PDWORD needed) {
  WCHAR text[64];
  PSID sid;
  (void)needed;
  if (what != TokenUser) return FALSE;
  if (strcmp(handle_name(token), "own token") == 0) lstrcpyW(text, is_system_here ? L"S-1-5-18" : L"S-1-5-21-1-2-3-1000");
  else swprintf(text, 64, L"S-1-5-21-1-2-3-%lu", 1000 + own_session);
  ConvertStringSidToSidW(text, &sid);
  TOKEN_USER *user = value;
  user->User.Sid = (PSID)(user + 1);
  CopySid(bytes - sizeof *user, user->User.Sid, sid);
  LocalFree(sid);
  return TRUE;
}

RECORDED("advapi32", BOOL, CreateProcessAsUserW, HANDLE token, LPCWSTR program, LPWSTR line, LPSECURITY_ATTRIBUTES process, LPSECURITY_ATTRIBUTES thread, BOOL inherits, DWORD flags, LPVOID environment, LPCWSTR folder, LPSTARTUPINFOW how, LPPROCESS_INFORMATION started) {
  (void)program, (void)process, (void)thread;
  if (start_error != 0) {
    SetLastError(start_error);
    return FALSE;
  }
  WCHAR *name = wcsrchr(line, L'\\');
  BOOL is_itself = wcscmp(line, GetCommandLineW()) == 0;
  say("starts %.60ls (%d letters) by %s, flags 0x%lx, inherits %d, on %ls, environment %s, in %ls", is_itself ? L"itself" : name == NULL ? line : name + 1, is_itself ? 0 : (int)wcslen(line),
      handle_name(token), flags, inherits, how->lpDesktop, handle_name(environment), folder == NULL ? L"its own folder" : folder);
  if ((how->dwFlags & STARTF_USESTDHANDLES) != 0) say("with %s, %s, %s", handle_name(how->hStdInput), handle_name(how->hStdOutput), handle_name(how->hStdError));
  *started = (PROCESS_INFORMATION){.hProcess = open_handle("child"), .hThread = open_handle("thread")};
  return TRUE;
}

RECORDED("wtsapi32", BOOL, WTSQueryUserToken, ULONG session, PHANDLE token) {
  if (!is_system_here || user_here[0] == 0) {
    SetLastError(is_system_here ? ERROR_NO_TOKEN : ERROR_PRIVILEGE_NOT_HELD);
    return FALSE;
  }
  *token = open_handle(session == own_session ? "user's token" : "another session's token");
  return TRUE;
}

#endif
