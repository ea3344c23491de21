/*
 * What accounts are called, and the groups they are of. A domain's answer comes from its controller, which may take as long as it likes: each question
 * has a thread of its own, and neither cover nor pictures wait for it.
 */
#include "desktop.h"
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <lm.h>

#define MOST_LINES 16384
#define MOST_LINE 600

/* Of this PC's own accounts there is no domain to ask. */
static int is_of_this_pc(const WCHAR *domain) {
  WCHAR computer[256] = L"";
  DWORD length = 256;
  return domain[0] == 0 || (GetComputerName(computer, &length) && lstrcmpi(domain, computer) == 0);
}

/* With whatever `question` is made of, which the thread frees. */
static void ask_apart(LPTHREAD_START_ROUTINE ask, void *question) {
  HANDLE thread = CreateThread(NULL, 0, ask, question, 0, NULL);
  if (thread != NULL) CloseHandle(thread);
  else free(question);
}

/* Where the answer lies until the window thread takes it: nothing a message brings is believed, as other programs may post one too. */
static struct named *volatile answer;

static DWORD WINAPI ask_full_name(void *question) {
  struct named *named = question;
  BYTE *controller = NULL;
  USER_INFO_10 *account = NULL;
  int is_local = is_of_this_pc(named->account.domain);
  if (!is_local) NetGetDCName(NULL, named->account.domain, &controller);
  if ((is_local || controller != NULL) && NetUserGetInfo((const WCHAR *)controller, named->account.name, 10, (BYTE **)&account) == NERR_Success && account != NULL) {
    if (account->usri10_full_name != NULL) lstrcpyn(named->full_name, account->usri10_full_name, MOST_NAME);
    NetApiBufferFree(account);
  }
  if (controller != NULL) NetApiBufferFree(controller);
  HWND listener = named->listener;
  free(InterlockedExchangePointer((void *volatile *)&answer, named));
  PostMessage(listener, MESSAGE_NAMED, 0, 0);
  return 0;
}

struct named *take_full_name(void) {
  return InterlockedExchangePointer((void *volatile *)&answer, NULL);
}

void find_full_name(const struct account *account, HWND listener) {
  struct named *named = calloc(1, sizeof *named);
  if (named == NULL) return;
  named->account = *account;
  named->listener = listener;
  ask_apart(ask_full_name, named);
}

struct groups_question {
  int id;
  WCHAR name[MOST_NAME];
};

static size_t add_line(char *lines, size_t length, const WCHAR *group) {
  char name[512];
  if (length > MOST_LINES - MOST_LINE) return length;
  to_utf8(group, name, sizeof name);
  return length + (size_t)snprintf(lines + length, MOST_LINES - length, "%s\n", name);
}

static size_t add_local_groups(char *lines, size_t length, const WCHAR *account) {
  BYTE *found = NULL;
  DWORD count = 0, total = 0;
  if (NetUserGetLocalGroups(NULL, account, 0, LG_INCLUDE_INDIRECT, &found, MAX_PREFERRED_LENGTH, &count, &total) == NERR_Success)
    for (DWORD at = 0; at < count; at++) length = add_line(lines, length, ((const LOCALGROUP_USERS_INFO_0 *)found)[at].lgrui0_name);
  if (found != NULL) NetApiBufferFree(found);
  return length;
}

static size_t add_domain_groups(char *lines, size_t length, const WCHAR *domain, const WCHAR *name) {
  BYTE *controller = NULL;
  BYTE *found = NULL;
  DWORD count = 0, total = 0;
  if (NetGetDCName(NULL, domain, &controller) != NERR_Success) return length;
  if (NetUserGetGroups((const WCHAR *)controller, name, 0, &found, MAX_PREFERRED_LENGTH, &count, &total) == NERR_Success)
    for (DWORD at = 0; at < count; at++) length = add_line(lines, length, ((const GROUP_USERS_INFO_0 *)found)[at].grui0_name);
  if (found != NULL) NetApiBufferFree(found);
  NetApiBufferFree(controller);
  return length;
}

static DWORD WINAPI ask_groups(void *question) {
  struct groups_question *asked = question;
  static const WCHAR *of_this_pc = L"";
  struct account signed_in;
  char *lines = malloc(MOST_LINES);
  size_t length = 0;
  /* A name alone says nothing of its domain: an account of this PC must not get the groups of a namesake there. */
  read_account(&signed_in);
  const WCHAR *domain = lstrcmpi(signed_in.name, asked->name) == 0 && !is_of_this_pc(signed_in.domain) ? signed_in.domain : of_this_pc;
  WCHAR whole[2 * MOST_NAME + 1];
  swprintf(whole, 2 * MOST_NAME + 1, domain[0] == 0 ? L"%ls%ls" : L"%ls\\%ls", domain, asked->name);
  if (lines != NULL && asked->name[0] != 0) {
    length = add_local_groups(lines, length, whole);
    if (domain[0] != 0) length = add_domain_groups(lines, length, domain, asked->name);
  }
  tell(lines, length, "answer\t%d", asked->id);
  free(lines);
  free(asked);
  return 0;
}

void groups_order(const struct order *order) {
  struct groups_question *asked = calloc(1, sizeof *asked);
  if (asked == NULL) return;
  asked->id = number_word(order, 1);
  if (order->count > 2) MultiByteToWideChar(CP_UTF8, 0, order->words[2], -1, asked->name, MOST_NAME);
  ask_apart(ask_groups, asked);
}
