/* Accounts of a recorded Windows: what session, PC and domain say of them, what they may do, and what is opened for them. */
#ifndef CLASSWARDEN_ACCOUNT_HERE_H
#define CLASSWARDEN_ACCOUNT_HERE_H

#include "session-here.h"
#include "windows-here.h"
#include <lm.h>
#include <shellapi.h>
#include <userenv.h>

static const WCHAR *domain_here = L"";
static const WCHAR *full_name_here;
static BOOL has_controller;
/* A controller that is asked lets wait while this is 0. */
static volatile LONG answers_now = 1;

static void await_answer(void) {
  while (!answers_now) Sleep(1);
}

RECORDED("wtsapi32", BOOL, WTSQuerySessionInformationW, HANDLE server, DWORD session, WTS_INFO_CLASS what, LPWSTR *told, DWORD *bytes) {
  (void)server;
  if (session != WTS_CURRENT_SESSION) return FALSE;
  if (what == WTSSessionInfo) {
    WTSINFOW *info = calloc(1, sizeof *info);
    /* 2026-01-01T00:00:01Z. */
    info->LogonTime.QuadPart = 134116992010000000;
    *told = (LPWSTR)info;
    *bytes = sizeof *info;
    return TRUE;
  }
  *told = wcsdup(what == WTSUserName ? user_here : domain_here);
  *bytes = (DWORD)((wcslen(*told) + 1) * sizeof(WCHAR));
  return TRUE;
}

RECORDED("wtsapi32", void, WTSFreeMemory, PVOID memory) {
  free(memory);
}

RECORDED("wtsapi32", BOOL, WTSRegisterSessionNotification, HWND window, DWORD which) {
  say("hears of %s session", which == NOTIFY_FOR_THIS_SESSION ? "its own" : "another");
  listener_here = window;
  return TRUE;
}

RECORDED("kernel32", BOOL, GetComputerNameW, LPWSTR name, LPDWORD length) {
  lstrcpynW(name, L"LAB-PC-7", (int)*length);
  return TRUE;
}

RECORDED("netapi32", NET_API_STATUS, NetGetDCName, LPCWSTR server, LPCWSTR domain, LPBYTE *name) {
  (void)server;
  await_answer();
  say("asks for the controller of %ls", domain == NULL ? L"any domain" : domain);
  if (!has_controller) return NERR_DCNotFound;
  *name = (LPBYTE)wcsdup(L"\\\\DC1");
  return NERR_Success;
}

RECORDED("netapi32", NET_API_STATUS, NetUserGetInfo, LPCWSTR server, LPCWSTR name, DWORD level, LPBYTE *found) {
  await_answer();
  say("asks %ls who %ls is", server == NULL ? L"this PC" : server, name);
  if (level != 10 || full_name_here == NULL) return NERR_UserNotFound;
  USER_INFO_10 *info = calloc(1, sizeof *info);
  info->usri10_full_name = (LPWSTR)full_name_here;
  *found = (LPBYTE)info;
  return NERR_Success;
}

RECORDED("netapi32", NET_API_STATUS, NetUserGetLocalGroups, LPCWSTR server, LPCWSTR name, DWORD level, DWORD flags, LPBYTE *found, DWORD most, LPDWORD count, LPDWORD total) {
  static LOCALGROUP_USERS_INFO_0 groups[] = {{L"Users"}, {L"Remote\tDesktop Users"}};
  (void)level, (void)most;
  say("asks %ls for groups of %ls%s", server == NULL ? L"this PC" : server, name, flags == LG_INCLUDE_INDIRECT ? ", indirect ones too" : "");
  *found = malloc(sizeof groups);
  memcpy(*found, groups, sizeof groups);
  *count = *total = 2;
  return NERR_Success;
}

RECORDED("netapi32", NET_API_STATUS, NetUserGetGroups, LPCWSTR server, LPCWSTR name, DWORD level, LPBYTE *found, DWORD most, LPDWORD count, LPDWORD total) {
  static GROUP_USERS_INFO_0 groups[] = {{L"Domain Users"}, {L"Lehrkräfte"}};
  (void)level, (void)most;
  say("asks %ls for groups of %ls", server, name);
  *found = malloc(sizeof groups);
  memcpy(*found, groups, sizeof groups);
  *count = *total = 2;
  return NERR_Success;
}

RECORDED("netapi32", NET_API_STATUS, NetApiBufferFree, LPVOID memory) {
  free(memory);
  return NERR_Success;
}

RECORDED("advapi32", BOOL, LookupPrivilegeValueW, LPCWSTR system, LPCWSTR name, PLUID id) {
  (void)system;
  *id = (LUID){.LowPart = wcscmp(name, SE_SHUTDOWN_NAME) == 0 ? 19 : 0};
  return TRUE;
}

RECORDED("advapi32", BOOL, AdjustTokenPrivileges, HANDLE token, BOOL none, PTOKEN_PRIVILEGES wanted, DWORD bytes, PTOKEN_PRIVILEGES before, PDWORD needed) {
  (void)none, (void)bytes, (void)before, (void)needed;
  say("%s: privilege %lu %s", handle_name(token), wanted->Privileges[0].Luid.LowPart, wanted->Privileges[0].Attributes == SE_PRIVILEGE_ENABLED ? "on" : "off");
  return TRUE;
}

RECORDED("advapi32", BOOL, InitiateSystemShutdownExW, LPWSTR machine, LPWSTR text, DWORD after_s, BOOL force, BOOL restart, DWORD reason) {
  (void)text;
  say("%s %s after %lu s, %s, reason 0x%lx", machine == NULL ? "this PC" : "another PC", restart ? "restarts" : "shuts down", after_s, force ? "by force" : "asking", reason);
  SetLastError(start_error);
  return start_error == 0;
}

RECORDED("wtsapi32", BOOL, WTSLogoffSession, HANDLE server, DWORD session, BOOL wait) {
  (void)server;
  say("logs off %s%s", session == WTS_CURRENT_SESSION ? "its own session" : "another", wait ? ", waits" : "");
  return TRUE;
}

RECORDED("userenv", BOOL, CreateEnvironmentBlock, LPVOID *environment, HANDLE token, BOOL inherits) {
  if (strcmp(handle_name(token), "user's token") != 0 || inherits) say("an environment that is not the user's");
  *environment = open_handle("the user's");
  return TRUE;
}

RECORDED("userenv", BOOL, DestroyEnvironmentBlock, LPVOID environment) {
  return close_recorded(environment);
}

RECORDED("shell32", HINSTANCE, ShellExecuteW, HWND window, LPCWSTR verb, LPCWSTR file, LPCWSTR arguments, LPCWSTR folder, INT how) {
  (void)window, (void)arguments, (void)folder, (void)how;
  say("%ls %ls with its own rights", verb, file);
  return (HINSTANCE)(uintptr_t)33;
}

#endif
