/* Whose session this is. Started by the service this process is the system's own, and the session another's. */
#include "desktop.h"
#include <sddl.h>
#include <wtsapi32.h>

#define MOST_SID 256

static int sid_of(HANDLE token, TOKEN_USER *user, DWORD bytes) {
  return GetTokenInformation(token, TokenUser, user, bytes, &bytes);
}

static int is_system(void) {
  union {
    TOKEN_USER user;
    BYTE room[MOST_SID];
  } mine;
  HANDLE token = NULL;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return 0;
  int is = sid_of(token, &mine.user, sizeof mine) && IsWellKnownSid(mine.user.User.Sid, WinLocalSystemSid);
  CloseHandle(token);
  return is;
}

/* The system asks for the token of who is signed in and never takes its own instead; for anybody else it is their own. */
int user_token(HANDLE *token) {
  DWORD session = 0;
  *token = NULL;
  if (!is_system()) return OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, token) ? TOKEN_OWN : TOKEN_NONE;
  return ProcessIdToSessionId(GetCurrentProcessId(), &session) && WTSQueryUserToken(session, token) ? TOKEN_OF_USER : TOKEN_NONE;
}

int user_sid(WCHAR *sid, size_t most) {
  union {
    TOKEN_USER user;
    BYTE room[MOST_SID];
  } told;
  WCHAR *text = NULL;
  HANDLE token;
  int found = user_token(&token) != TOKEN_NONE && sid_of(token, &told.user, sizeof told) && ConvertSidToStringSid(told.user.User.Sid, &text);
  if (token != NULL) CloseHandle(token);
  if (!found) return 0;
  lstrcpyn(sid, text, (int)most);
  LocalFree(text);
  return 1;
}

int is_of_user(DWORD pid) {
  union {
    TOKEN_USER user;
    BYTE room[MOST_SID];
  } mine, its;
  HANDLE token;
  user_token(&token);
  HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
  HANDLE other = NULL;
  int same = token != NULL && process != NULL && OpenProcessToken(process, TOKEN_QUERY, &other) && sid_of(token, &mine.user, sizeof mine) &&
             sid_of(other, &its.user, sizeof its) && EqualSid(mine.user.User.Sid, its.user.User.Sid);
  if (other != NULL) CloseHandle(other);
  if (process != NULL) CloseHandle(process);
  if (token != NULL) CloseHandle(token);
  return same;
}

int is_this_program(DWORD pid) {
  WCHAR own[MOST_PATH], its[MOST_PATH];
  DWORD own_length = MOST_PATH, its_length = MOST_PATH;
  if (pid == GetCurrentProcessId()) return 1;
  HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
  if (process == NULL) return 0;
  int same = QueryFullProcessImageName(GetCurrentProcess(), 0, own, &own_length) && QueryFullProcessImageName(process, 0, its, &its_length) &&
             lstrcmpi(own, its) == 0;
  CloseHandle(process);
  return same;
}

/* Words of the session this process is in; empty when Windows does not tell. */
static void session_word(WTS_INFO_CLASS what, WCHAR *word) {
  WCHAR *told = NULL;
  DWORD bytes = 0;
  word[0] = 0;
  if (!WTSQuerySessionInformation(WTS_CURRENT_SERVER_HANDLE, WTS_CURRENT_SESSION, what, &told, &bytes) || told == NULL) return;
  lstrcpyn(word, told, MOST_NAME);
  WTSFreeMemory(told);
}

static double signed_in_at(void) {
  WTSINFO *info = NULL;
  DWORD bytes = 0;
  double at = 0;
  if (WTSQuerySessionInformation(WTS_CURRENT_SERVER_HANDLE, WTS_CURRENT_SESSION, WTSSessionInfo, (WCHAR **)&info, &bytes) && info != NULL) {
    FILETIME time = {.dwLowDateTime = info->LogonTime.LowPart, .dwHighDateTime = (DWORD)info->LogonTime.HighPart};
    if (bytes >= sizeof *info && info->LogonTime.QuadPart > 0) at = filetime_ms(time);
    WTSFreeMemory(info);
  }
  return at;
}

void read_account(struct account *account) {
  session_word(WTSUserName, account->name);
  session_word(WTSDomainName, account->domain);
  account->signed_in_at = account->name[0] == 0 ? 0 : signed_in_at();
}
