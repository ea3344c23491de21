/* The program on the desktop among recorded calls: sessions, accounts, power and pages, the shell's policies, and the cover. */
#include "windows-here.h"
#include "account-here.h"
#include "../../../../agent/platform/windows/native/desktop.h"

extern int desktop_main(int count, char **arguments);

static volatile LONG posted;
static volatile LONG hooks_set;
static int refused_hooks;
static WINEVENTPROC event_procedure;

/* --- hooks, events and messages --- */

RECORDED("user32", HHOOK, SetWindowsHookExW, int kind, HOOKPROC procedure, HINSTANCE module, DWORD thread) {
  (void)procedure, (void)module, (void)thread;
  if (refused_hooks > 0 && refused_hooks-- > 0) return NULL;
  InterlockedIncrement(&hooks_set);
  return (HHOOK)(uintptr_t)(0x6000 + kind);
}

RECORDED("user32", BOOL, UnhookWindowsHookEx, HHOOK hook) {
  (void)hook;
  return TRUE;
}

RECORDED("user32", HWINEVENTHOOK, SetWinEventHook, DWORD first, DWORD last, HMODULE module, WINEVENTPROC procedure, DWORD pid, DWORD thread, DWORD how) {
  (void)module, (void)pid, (void)thread;
  say("hears events 0x%lx to 0x%lx%s", first, last, how == (WINEVENT_OUTOFCONTEXT | WINEVENT_SKIPOWNPROCESS) ? "" : " another way");
  event_procedure = procedure;
  return (HWINEVENTHOOK)(uintptr_t)1;
}

RECORDED("user32", BOOL, GetLastInputInfo, PLASTINPUTINFO last) {
  last->dwTime = GetTickCount();
  return TRUE;
}

/* None runs: a tick comes when a case has it come. */
RECORDED("user32", UINT_PTR, SetTimer, HWND window, UINT_PTR id, UINT every_ms, TIMERPROC procedure) {
  (void)window, (void)every_ms, (void)procedure;
  return id == 0 ? 1 : id;
}

RECORDED("user32", BOOL, PostMessageW, HWND window, UINT message, WPARAM word, LPARAM detail) {
  (void)window;
  if (message == MESSAGE_NAMED && (word != 0 || detail != 0)) say("a message that brings what it should not");
  InterlockedIncrement(&posted);
  return TRUE;
}

static void order_of(void (*carry_out)(const struct order *order), int count, char *words[]) {
  struct order order = {.count = count};
  memcpy(order.words, words, (size_t)count * sizeof *words);
  carry_out(&order);
}
#define ORDER(carry_out, ...) order_of(carry_out, (int)(sizeof(char *[]){__VA_ARGS__} / sizeof(char *)), (char *[]){__VA_ARGS__})

static void message(UINT number) {
  listener_procedure(listener_here, number, 0, 0);
}

/* --- the shell's policies, in Wine's own registry --- */

static const WCHAR *policies[][2] = {{L"System", L"DisableTaskMgr"}, {L"System", L"DisableLockWorkstation"}, {L"Explorer", L"NoWinKeys"}};

static void policy_path(WCHAR *path, DWORD session, const WCHAR *key) {
  swprintf(path, 300, L"S-1-5-21-1-2-3-%lu\\Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\%ls", 1000 + session, key);
}

static void say_policies(DWORD session) {
  WCHAR path[300];
  printf("session %lu:", session);
  for (size_t at = 0; at < 3; at++) {
    DWORD value = 0, bytes = sizeof value;
    policy_path(path, session, policies[at][0]);
    if (RegGetValueW(HKEY_USERS, path, policies[at][1], RRF_RT_REG_DWORD, NULL, &value, &bytes) == ERROR_SUCCESS) printf(" %ls %lu", policies[at][1], value);
    else printf(" %ls -", policies[at][1]);
  }
  HKEY kept;
  swprintf(path, 300, L"S-1-5-21-1-2-3-%lu\\Software\\Policies\\Classwarden", 1000 + session);
  int is_kept = RegOpenKeyExW(HKEY_USERS, path, 0, KEY_READ, &kept) == ERROR_SUCCESS;
  if (is_kept) RegCloseKey(kept);
  say(is_kept ? ", kept" : ", nothing kept");
}

static void set_policy(DWORD session, size_t at, DWORD value) {
  WCHAR path[300];
  policy_path(path, session, policies[at][0]);
  RegSetKeyValueW(HKEY_USERS, path, policies[at][1], REG_DWORD, &value, sizeof value);
}

static void sign_in(DWORD session, const WCHAR *name) {
  own_session = session;
  user_here = name;
}

/* --- cases --- */

static void enter(const char *name, const DWORD *sessions, DWORD looks, DWORD ends_with) {
  int exit_code = 0;
  begin(name);
  input_pipe = open_handle("input");
  output_pipe = open_handle("output");
  error_pipe = open_handle("errors");
  own_session = 0;
  fronts = sessions;
  child_lasts_looks = looks;
  child_exit_code = ends_with;
  int over = enter_session(&exit_code);
  say("over %d, exit code %d", over, exit_code);
  CloseHandle(input_pipe), CloseHandle(output_pipe), CloseHandle(error_pipe);
}

static void try_sessions(void) {
  static const DWORD second[] = {2, 0}, none[] = {NOBODY, 0}, changing[] = {1, 1, 3, 0};
  is_system_here = TRUE;
  enter("into the session in front", second, 3, 7);
  enter("no session in front", none, 0, 0);
  enter("another session comes to the front", changing, 1000, 0);
  start_error = ERROR_PRIVILEGE_NOT_HELD;
  enter("cannot be started there", second, 0, 0);
  start_error = 0;
}

static void ask_groups(const WCHAR *name, const WCHAR *domain, BOOL with_controller, char *of) {
  LONG before = frames_told;
  user_here = name;
  domain_here = domain;
  has_controller = with_controller;
  ORDER(groups_order, (char *)"groups", (char *)"5", of);
  await(&frames_told, before);
  user_here = domain_here = L"";
}

static void try_accounts(void) {
  WCHAR sid[100];
  begin("groups of an account of this PC");
  ask_groups(L"aisha", L"LAB-PC-7", TRUE, (char *)"aisha");
  begin("groups of an account of a domain");
  ask_groups(L"aisha", L"SCHOOL", TRUE, (char *)"aisha");
  begin("groups while the domain is not reached");
  ask_groups(L"aisha", L"SCHOOL", FALSE, (char *)"aisha");
  begin("groups of somebody who is not signed in");
  ask_groups(L"ben", L"SCHOOL", TRUE, (char *)"aisha");
  begin("who is signed in, session by session");
  for (DWORD session = 1; session < 4; session++) {
    sign_in(session, session == 2 ? L"" : L"aisha");
    int found = user_sid(sid, 100);
    say("session %lu: %ls", session, found ? sid : L"nobody");
  }
  is_system_here = FALSE;
  say("not the system: %ls", user_sid(sid, 100) ? sid : L"nobody");
  is_system_here = TRUE;
}

static void try_power(void) {
  begin("log off, restart, shut down");
  ORDER(power_order, (char *)"power", (char *)"1", (char *)"log-off");
  ORDER(power_order, (char *)"power", (char *)"2", (char *)"restart");
  ORDER(power_order, (char *)"power", (char *)"3", (char *)"shut-down");
  start_error = ERROR_SHUTDOWN_IN_PROGRESS;
  ORDER(power_order, (char *)"power", (char *)"4", (char *)"restart");
  start_error = 0;
  begin("a page, by the system");
  char address[2100] = "http://127.0.0.1:4711/";
  sign_in(1, L"aisha");
  ORDER(power_order, (char *)"open", (char *)"5", address);
  memset(address + 22, 'a', 1500);
  ORDER(power_order, (char *)"open", (char *)"6", address);
  start_error = ERROR_ACCESS_DENIED;
  ORDER(power_order, (char *)"open", (char *)"7", address);
  start_error = 0;
  begin("a page, and nobody is signed in");
  sign_in(1, L"");
  ORDER(power_order, (char *)"open", (char *)"8", (char *)"http://127.0.0.1:4711/");
  begin("a page, by whoever is signed in");
  is_system_here = FALSE;
  ORDER(power_order, (char *)"open", (char *)"9", (char *)"http://127.0.0.1:4711/");
  is_system_here = TRUE;
  begin("no page");
  sign_in(1, L"aisha");
  memset(address + 22, 'a', sizeof address - 23);
  ORDER(power_order, (char *)"open", (char *)"10", address);
  ORDER(power_order, (char *)"open", (char *)"11", (char *)"file:///C:/Windows/notepad.exe");
  ORDER(power_order, (char *)"open", (char *)"12", (char *)"http://a/ \"calc");
}

static const struct monitor_here three[] = {
    {{-1280, 200, 0, 1224}, FALSE, L"\\\\.\\DISPLAY2"},
    {{0, 0, 3840, 2160}, TRUE, L"\\\\.\\DISPLAY1"},
    {{3840, -1080, 5760, 0}, FALSE, L"\\\\.\\DISPLAY3"},
};

static void event(DWORD number, HWND window) {
  event_procedure(NULL, number, window, number == EVENT_SYSTEM_DESKTOPSWITCH ? OBJID_CLIENT : OBJID_WINDOW, 0, 0, 0);
}

/* A pupil's window, in front. */
static HWND try_front(void) {
  HWND essay = add_window("Essay", (RECT){100, 100, 500, 400}, 77, FALSE);
  window_at(essay)->shown = TRUE;
  begin("a window comes to the front, and changes its title");
  front = essay;
  event(EVENT_SYSTEM_FOREGROUND, essay);
  event(EVENT_OBJECT_NAMECHANGE, essay);
  title_here = L"Essay\tof mine\n";
  event(EVENT_OBJECT_NAMECHANGE, (HWND)(uintptr_t)(FIRST_WINDOW + MOST_WINDOWS));
  event(EVENT_OBJECT_NAMECHANGE, essay);
  return essay;
}

static void try_cover(HWND essay) {
  begin("a cover on three monitors");
  sign_in(1, L"");
  message(WM_DISPLAYCHANGE);
  ORDER(cover_order, (char *)"cover", (char *)"1", (char *)"0");
  say_windows();
  begin("a window above it");
  HWND game = add_window("Game", (RECT){0, 0, 3840, 2160}, 78, TRUE);
  window_at(game)->shown = TRUE;
  event(EVENT_OBJECT_SHOW, game);
  say_windows();
  begin("a window above it that nobody sees");
  HWND shell = add_window("Shell", (RECT){0, 0, 3840, 2160}, 79, TRUE);
  window_at(shell)->shown = TRUE;
  window_at(shell)->cloaked = DWM_CLOAKED_SHELL;
  message(WM_TIMER);
  begin("another desktop had the screen");
  window_at(shell)->cloaked = 0;
  window_at(shell)->shown = FALSE;
  front = NULL;
  window_at(game)->topmost = TRUE;
  raise_here(game);
  LONG before = hooks_set;
  event(EVENT_SYSTEM_DESKTOPSWITCH, NULL);
  await(&hooks_set, before);
  say_windows();
  begin("a monitor is left");
  monitor_list = &three[1];
  monitor_total = 1;
  message(WM_DISPLAYCHANGE);
  say_windows();
  begin("it goes");
  ORDER(cover_order, (char *)"uncover", (char *)"2");
  say_windows();
  begin("a cover whose windows are refused at first");
  window_at(order_count > 0 ? window_order[0] : essay)->exists = FALSE;
  refused_windows = 1;
  ORDER(cover_order, (char *)"cover", (char *)"3", (char *)"0");
  message(WM_TIMER);
  message(WM_TIMER);
  ORDER(cover_order, (char *)"uncover", (char *)"4");
  begin("a cover whose hooks are refused at first");
  refused_hooks = 2;
  ORDER(cover_order, (char *)"cover", (char *)"5", (char *)"0");
  message(WM_TIMER);
  message(WM_TIMER);
  ORDER(cover_order, (char *)"uncover", (char *)"6");
}

static void log_on(const WCHAR *name, const WCHAR *domain, const WCHAR *full_name) {
  LONG before = posted;
  user_here = name;
  domain_here = domain;
  full_name_here = full_name;
  answers_now = 0;
  message(WM_WTSSESSION_CHANGE);
  answers_now = 1;
  await(&posted, before);
}

static void try_log_on(void) {
  begin("a log-on, and the full name later");
  has_controller = TRUE;
  log_on(L"aisha", L"SCHOOL", L"Aisha Khan");
  message(MESSAGE_NAMED);
  message(MESSAGE_NAMED);
  begin("somebody else, while the name of the one before is asked for");
  log_on(L"ben", L"LAB-PC-7", L"Ben Owen");
  log_on(L"carys", L"LAB-PC-7", NULL);
  message(MESSAGE_NAMED);
  begin("a log-on while the domain is not reached");
  has_controller = FALSE;
  log_on(L"dai", L"SCHOOL", L"Another Dai");
  message(MESSAGE_NAMED);
  begin("a log-off");
  sign_in(1, L"");
  message(WM_WTSSESSION_CHANGE);
}

static void try_shell(void) {
  begin("policies that an earlier run left held");
  say_policies(4);
  begin("given back at that user's log-on");
  own_session = 4;
  log_on(L"aisha", L"LAB-PC-7", NULL);
  say_policies(4);
  begin("held for who logs on below the cover");
  sign_in(5, L"");
  message(WM_WTSSESSION_CHANGE);
  ORDER(cover_order, (char *)"cover", (char *)"7", (char *)"0");
  say_policies(5);
  log_on(L"ben", L"LAB-PC-7", NULL);
  say_policies(5);
  begin("given back with the cover");
  ORDER(cover_order, (char *)"uncover", (char *)"8");
  say_policies(5);
}

/* Once the program waits for messages: the rest happens on its own thread, as there. */
static DWORD main_thread;

RECORDED("user32", BOOL, GetMessageW, LPMSG received, HWND window, UINT first, UINT last) {
  if (GetCurrentThreadId() != main_thread) return real_GetMessageW(received, window, first, last);
  try_log_on();
  try_cover(try_front());
  try_accounts();
  try_power();
  try_shell();
  begin(NULL);
  return FALSE;
}

static void start_on_desktop(void) {
  static const DWORD here[] = {1, 0};
  begin("on a desktop");
  input_pipe = (HANDLE)(uintptr_t)0x7400001;
  output_pipe = (HANDLE)(uintptr_t)0x7400002;
  fronts = here;
  own_session = 1;
  monitor_list = three;
  monitor_total = 3;
  main_thread = GetCurrentThreadId();
  char *arguments[] = {(char *)"classwarden-desktop", (char *)"60000"};
  desktop_main(2, arguments);
}

/* What a run does that is ended with the cover on. */
static void hold_and_end(void) {
  begin("held by a run that is ended");
  sign_in(4, L"aisha");
  set_policy(4, 0, 1);
  set_policy(4, 2, 0);
  say_policies(4);
  hold_shell();
  hold_shell();
  say_policies(4);
  real_TerminateProcess(GetCurrentProcess(), 1);
}

static void run_held(void) {
  WCHAR line[] = L"recorded held";
  WCHAR own[1024];
  STARTUPINFOW how = {.cb = sizeof how};
  PROCESS_INFORMATION started;
  GetModuleFileNameW(NULL, own, 1024);
  if (!CreateProcessW(own, line, NULL, NULL, TRUE, 0, NULL, NULL, &how, &started)) exit(5);
  real_WaitForSingleObject(started.hProcess, INFINITE);
}

int main(int count, char **arguments) {
  (void)arguments;
  is_system_here = TRUE;
  if (count > 1) hold_and_end();
  run_held();
  try_sessions();
  start_on_desktop();
  return 0;
}
