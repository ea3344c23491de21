/*
 * Looks are counted and not time: a PC that sleeps, or whose Windows holds its services back in standby, makes no looks, and an agent that could not speak
 * meanwhile is not taken for one that hangs.
 */
#include "service.h"

/* As the unit on Linux (assets/deploy). Another number below the service's own key, which goes with the service. */
#define WATCHDOG_S 30
#define PARAMETERS SERVICE_KEY L"\\Parameters"
#define LONGEST_WATCHDOG_S 3600
#define LOOKS 6
/* Until its first word: it starts, and has a screen to cover before anything else. */
#define LOOKS_OF_START (3 * LOOKS)

DWORD watchdog_seconds(void) {
  DWORD seconds;
  DWORD bytes = sizeof seconds;
  if (RegGetValue(HKEY_LOCAL_MACHINE, PARAMETERS, L"WatchdogSeconds", RRF_RT_REG_DWORD, NULL, &seconds, &bytes) != ERROR_SUCCESS) return WATCHDOG_S;
  return seconds > LONGEST_WATCHDOG_S ? LONGEST_WATCHDOG_S : seconds;
}

struct watch begin_watch(HANDLE said, DWORD seconds) {
  return (struct watch){
      .said = said,
      .look_every_ms = seconds == 0 ? INFINITE : seconds * 1000 / LOOKS,
      .most_silent_looks = LOOKS_OF_START,
  };
}

int is_hung(struct watch *watch) {
  BYTE words[512];
  DWORD bytes;
  int spoke = 0;
  while (PeekNamedPipe(watch->said, NULL, 0, NULL, &bytes, NULL) && bytes > 0) {
    if (!ReadFile(watch->said, words, bytes < sizeof words ? bytes : sizeof words, &bytes, NULL) || bytes == 0) break;
    spoke = 1;
  }
  watch->silent_looks = spoke ? 0 : watch->silent_looks + 1;
  if (spoke) watch->most_silent_looks = LOOKS;
  return watch->silent_looks >= watch->most_silent_looks;
}
