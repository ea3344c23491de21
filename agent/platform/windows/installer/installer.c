/*
 * What the installer does beyond copying files (scripts/package/windows-installer.ts). Deferred actions, which Windows runs as the system: they know
 * nothing of the installation but their CustomActionData.
 */
#include "../service/data-folder.h"
#include <msi.h>
#include <msiquery.h>
#include <stdio.h>

#define MOST_DATA 16384
#define MOST_PATH 1024
/* Longer than the service takes to end the agent (../service/agent.c), and a cover to go without one. */
#define END_WITHIN_MS 25000
#define LOOK_EVERY_MS 100
/* The hub decides when a token ends; the bundle's own end is for those who look at the file. 2100-01-01. */
#define END_MS "4102444800000"

/* The room is the last: its name may hold whatever it likes. */
enum { HUB, PIN, TOKEN, BUNDLE, ROOM, FIELDS };
/* In an installer made for one room the bundle follows, in hexadecimal digits; else nothing but dots (shared/model/site-installer.ts). */
#define BUNDLE_MARK "classwarden-enrolment:"

/* One JSON string. False when it does not fit. */
static int write_string(char *text, size_t most, size_t *at, const char *value) {
  if (*at + 1 >= most) return 0;
  text[(*at)++] = '"';
  for (const unsigned char *letter = (const unsigned char *)value; *letter != 0; letter++) {
    if (*at + 8 >= most) return 0;
    if (*letter == '"' || *letter == '\\') text[(*at)++] = '\\';
    if (*letter < 0x20) *at += (size_t)sprintf(text + *at, "\\u%04x", *letter);
    else text[(*at)++] = (char)*letter;
  }
  text[(*at)++] = '"';
  return 1;
}

static int write_text(char *text, size_t most, size_t *at, const char *value) {
  size_t bytes = strlen(value);
  if (*at + bytes >= most) return 0;
  memcpy(text + *at, value, bytes);
  *at += bytes;
  return 1;
}

/* The bundle of shared/protocol/enrolment.ts. HUB may name several addresses, with commas between. */
static size_t compose(char *text, size_t most, char *fields[FIELDS]) {
  size_t at = 0;
  int fits = write_text(text, most, &at, "{\"format\":\"classwarden-enrolment-1\",\"hubAddresses\":[");
  char *rest = fields[HUB];
  for (int count = 0; fits && rest != NULL; count++) {
    char *comma = strchr(rest, ',');
    if (comma != NULL) *comma++ = 0;
    if (count > 0) fits = write_text(text, most, &at, ",");
    fits = fits && write_string(text, most, &at, rest);
    rest = comma;
  }
  fits = fits && write_text(text, most, &at, "],\"authorityFingerprint\":") && write_string(text, most, &at, fields[PIN]) &&
         write_text(text, most, &at, ",\"token\":") && write_string(text, most, &at, fields[TOKEN]) && write_text(text, most, &at, ",\"room\":") &&
         write_string(text, most, &at, fields[ROOM]) && write_text(text, most, &at, ",\"expiresAt\":" END_MS "}\n");
  return fits ? at : 0;
}

static UINT write_file(const WCHAR *path, const char *text, size_t bytes) {
  HANDLE file = CreateFile(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
  if (file == INVALID_HANDLE_VALUE) return ERROR_INSTALL_FAILURE;
  DWORD written = 0;
  int done = WriteFile(file, text, (DWORD)bytes, &written, NULL) && written == bytes;
  CloseHandle(file);
  return done ? ERROR_SUCCESS : ERROR_INSTALL_FAILURE;
}

static size_t decode(char *bundle, const char *text) {
  size_t bytes = 0;
  unsigned value;
  for (; *text != 0 && *text != '.'; text += 2) {
    if (text[1] == 0 || sscanf(text, "%2x", &value) != 1) return 0;
    bundle[bytes++] = (char)value;
  }
  return bytes;
}

/* CustomActionData: HUB|PIN|TOKEN|BUNDLE|ROOM. Its own folder is made private first: the token is a secret. */
__declspec(dllexport) UINT __stdcall WriteEnrolment(MSIHANDLE installation) {
  static WCHAR wide[MOST_DATA];
  static char data[MOST_DATA * 3];
  static char text[MOST_DATA * 3];
  WCHAR folder[MOST_PATH];
  WCHAR path[MOST_PATH + 32];
  DWORD length = MOST_DATA;
  if (MsiGetProperty(installation, L"CustomActionData", wide, &length) != ERROR_SUCCESS) return ERROR_INSTALL_FAILURE;
  if (make_data_folder(folder, MOST_PATH) != ERROR_SUCCESS) return ERROR_INSTALL_FAILURE;
  if (WideCharToMultiByte(CP_UTF8, 0, wide, -1, data, sizeof data, NULL, NULL) == 0) return ERROR_INSTALL_FAILURE;
  char *fields[FIELDS];
  char *rest = data;
  for (int field = 0; field < FIELDS; field++) {
    fields[field] = rest == NULL ? (char *)"" : rest;
    char *bar = rest == NULL || field == ROOM ? NULL : strchr(rest, '|');
    if (bar != NULL) *bar++ = 0;
    rest = bar;
  }
  size_t bytes = 0;
  size_t mark = sizeof BUNDLE_MARK - 1;
  if (*fields[TOKEN] != 0) bytes = compose(text, sizeof text, fields);
  else if (strncmp(fields[BUNDLE], BUNDLE_MARK, mark) == 0 && fields[BUNDLE][mark] != '.') bytes = decode(text, fields[BUNDLE] + mark);
  else return ERROR_SUCCESS;
  swprintf(path, MOST_PATH + 32, L"%ls\\enrolment.json", folder);
  return bytes == 0 ? ERROR_INSTALL_FAILURE : write_file(path, text, bytes);
}

/* CustomActionData: the agent's folder, with a backslash. Its programs end a moment after the service says that it did; until then they cannot be removed. */
__declspec(dllexport) UINT __stdcall AwaitEnd(MSIHANDLE installation) {
  static const WCHAR *programs[] = {L"classwarden-service.exe", L"classwarden-agent.exe", L"classwarden-desktop.exe", L"classwarden-browser-host.exe"};
  WCHAR folder[MOST_PATH];
  WCHAR path[MOST_PATH + 32];
  DWORD length = MOST_PATH;
  if (MsiGetProperty(installation, L"CustomActionData", folder, &length) != ERROR_SUCCESS) return ERROR_SUCCESS;
  ULONGLONG until = GetTickCount64() + END_WITHIN_MS;
  for (size_t program = 0; program < sizeof programs / sizeof *programs; program++) {
    swprintf(path, MOST_PATH + 32, L"%ls%ls", folder, programs[program]);
    while (GetTickCount64() < until) {
      /* Windows lets nobody write to a program that runs. */
      HANDLE file = CreateFile(path, GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
      DWORD error = GetLastError();
      if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
      if (file != INVALID_HANDLE_VALUE || error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND) break;
      Sleep(LOOK_EVERY_MS);
    }
  }
  return ERROR_SUCCESS;
}

/* When the agent goes for good: identity, leases, logs. */
__declspec(dllexport) UINT __stdcall RemoveTraces(MSIHANDLE installation) {
  (void)installation;
  WCHAR outer[MOST_PATH];
  WCHAR inner[MOST_PATH];
  if (find_data_folders(outer, inner, MOST_PATH) != ERROR_SUCCESS) return ERROR_SUCCESS;
  delete_tree(inner);
  /* Only when it is empty: a hub or console of ours may have its data in it. */
  RemoveDirectory(outer);
  return ERROR_SUCCESS;
}
