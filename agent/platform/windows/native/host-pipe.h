/* The pipe between the agent and the native messaging hosts of one session: hosts.c serves it, ../browser-host connects to it. */
#ifndef CLASSWARDEN_HOST_PIPE_H
#define CLASSWARDEN_HOST_PIPE_H

#include <windows.h>
#include <wchar.h>

#define HOST_PIPE_NAME 128

/* Below this prefix Windows lets none but administrators and the system make a pipe: nobody can have the name before us. */
static inline int host_pipe_name(WCHAR *name) {
  DWORD session = 0;
  if (!ProcessIdToSessionId(GetCurrentProcessId(), &session)) return 0;
  swprintf(name, HOST_PIPE_NAME, L"\\\\.\\pipe\\ProtectedPrefix\\Administrators\\Classwarden\\Browsers-%lu", session);
  return 1;
}

#endif
