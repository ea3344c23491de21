/*
 * The service that keeps the agent running on a Windows PC, as systemd does on Linux. It sits in session 0, and so does the agent; what has to be on
 * the pupil's desktop the agent starts there by classwarden-desktop.exe, which follows the session in front (../native/session.c).
 */
#ifndef CLASSWARDEN_SERVICE_H
#define CLASSWARDEN_SERVICE_H

#define WIN32_LEAN_AND_MEAN
#define UNICODE
#define _UNICODE
#include <windows.h>

#define SERVICE_NAME L"ClasswardenAgent"
#define SERVICE_KEY L"SYSTEM\\CurrentControlSet\\Services\\" SERVICE_NAME
#define EVENT_SOURCE L"Classwarden Agent"
#define MOST_PATH 1024

/* journal.c: to Windows' event log, and to agent.log in the data folder. The text is the message's %1. Without a folder
 * (empty) there is no file. */
void open_journal(const WCHAR *data_folder);
void note(WORD kind, DWORD event, const WCHAR *format, ...);
/* What the agent prints goes there too. */
HANDLE open_agent_log(void);

/* agent.c */
/* RUN_HUNG: it said nothing for too long, and was ended. */
enum run_end { RUN_STOPPED, RUN_ENDED, RUN_HUNG, RUN_NOT_STARTED };
struct run {
  enum run_end end;
  DWORD exit_code;
  ULONGLONG lasted_ms;
};
/* Starts the agent and waits until it ends or `stop` is set, then ends it: asked first, by force when that takes too long. */
struct run run_agent(const WCHAR *data_folder, HANDLE stop);

/* watch.c: whether the agent is at work, by what it says on its output (../../../supervision/supervisor.ts). */
struct watch {
  HANDLE said;
  DWORD look_every_ms;
  DWORD silent_looks;
  DWORD most_silent_looks;
};
/* How long an agent may say nothing, in seconds; 0: it is not watched. */
DWORD watchdog_seconds(void);
struct watch begin_watch(HANDLE said, DWORD seconds);
/* Once after each `look_every_ms`. True when the agent hangs. */
int is_hung(struct watch *watch);

/* boot.c: another at each start of Windows; empty when it cannot be kept. Answers `id`. */
#define BOOT_ID_LENGTH 40
const WCHAR *boot_id(WCHAR id[BOOT_ID_LENGTH]);

/* guard.c */
void guard_service(void);

#endif
