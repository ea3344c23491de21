/* Whose session this is. Started by the service this process is the system's own, and the session another's. */
#include "desktop.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <sddl.h>
#include <wtsapi32.h>
#include <lm.h>

#define MOST_SID 256

/* Only the system may ask for the token of who is signed in; for anybody else it is their own. */
static HANDLE user_token(void) {
  HANDLE token = NULL;
  DWORD session = 0;
  ProcessIdToSessionId(GetCurrentProcessId(), &session);
  if (WTSQueryUserToken(session, &token)) return token;
  if (GetLastError() == ERROR_NO_TOKEN) return NULL;
  return OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token) ? token : NULL;
}

static int sid_of(HANDLE token, TOKEN_USER *user, DWORD bytes) {
  return GetTokenInformation(token, TokenUser, user, bytes, &bytes);
}

int user_sid(WCHAR *sid, size_t most) {
  union {
    TOKEN_USER user;
    BYTE room[MOST_SID];
  } told;
  WCHAR *text = NULL;
  HANDLE token = user_token();
  int found = token != NULL && sid_of(token, &told.user, sizeof told) && ConvertSidToStringSid(told.user.User.Sid, &text);
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
  HANDLE token = user_token();
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

/* Names of the groups of an account, one a line: what the PC says, and what its domain says. */
void groups_order(const struct order *order) {
  int id = number_word(order, 1);
  WCHAR name[256] = L"";
  char lines[16384];
  int length = 0;
  if (order->count > 2) MultiByteToWideChar(CP_UTF8, 0, order->words[2], -1, name, 256);
  BYTE *found = NULL;
  DWORD count = 0, total = 0;
  if (NetUserGetLocalGroups(NULL, name, 0, LG_INCLUDE_INDIRECT, &found, MAX_PREFERRED_LENGTH, &count, &total) == NERR_Success) {
    const LOCALGROUP_USERS_INFO_0 *groups = (const LOCALGROUP_USERS_INFO_0 *)found;
    for (DWORD at = 0; at < count && length < (int)sizeof lines - 600; at++) {
      char group[512];
      to_utf8(groups[at].lgrui0_name, group, sizeof group);
      length += snprintf(lines + length, sizeof lines - (size_t)length, "%s\n", group);
    }
  }
  if (found != NULL) NetApiBufferFree(found);
  found = NULL;
  BYTE *controller = NULL;
  if (NetGetDCName(NULL, NULL, &controller) == NERR_Success &&
      NetUserGetGroups((const WCHAR *)controller, name, 0, &found, MAX_PREFERRED_LENGTH, &count, &total) == NERR_Success) {
    const GROUP_USERS_INFO_0 *groups = (const GROUP_USERS_INFO_0 *)found;
    for (DWORD at = 0; at < count && length < (int)sizeof lines - 600; at++) {
      char group[512];
      to_utf8(groups[at].grui0_name, group, sizeof group);
      length += snprintf(lines + length, sizeof lines - (size_t)length, "%s\n", group);
    }
  }
  if (found != NULL) NetApiBufferFree(found);
  if (controller != NULL) NetApiBufferFree(controller);
  tell(lines, (size_t)length, "answer\t%d", id);
}
