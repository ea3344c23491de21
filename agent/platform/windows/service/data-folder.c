#include "data-folder.h"
#include <aclapi.h>
#include <sddl.h>
#include <shlobj.h>
#include <stdio.h>

/* Protected: what is allowed in the folder above does not count here. */
#define RIGHTS L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"
#define MOST 1024
#define MOST_TRIES 8

void delete_tree(const WCHAR *folder) {
  WCHAR path[MOST];
  if (swprintf(path, MOST, L"%ls\\*", folder) < 0) return;
  WIN32_FIND_DATA found;
  HANDLE list = FindFirstFile(path, &found);
  if (list != INVALID_HANDLE_VALUE) {
    do {
      if (wcscmp(found.cFileName, L".") == 0 || wcscmp(found.cFileName, L"..") == 0) continue;
      if (swprintf(path, MOST, L"%ls\\%ls", folder, found.cFileName) < 0) continue;
      int is_folder = (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
      int is_link = (found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
      if (is_folder && !is_link) delete_tree(path);
      else if (is_folder) RemoveDirectory(path);
      else DeleteFile(path);
    } while (FindNextFile(list, &found));
    FindClose(list);
  }
  RemoveDirectory(folder);
}

/* Of the system, of administrators, or of whoever runs this: then nobody else can have put anything into it. */
static int is_ours(const WCHAR *folder) {
  PSID owner;
  PSECURITY_DESCRIPTOR rights;
  if (GetNamedSecurityInfo((WCHAR *)folder, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, NULL, NULL, NULL, &rights) != ERROR_SUCCESS) return 0;
  BYTE own[256];
  DWORD bytes = sizeof own;
  HANDLE token = NULL;
  int ours = IsWellKnownSid(owner, WinLocalSystemSid) || IsWellKnownSid(owner, WinBuiltinAdministratorsSid);
  if (!ours && OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) {
    ours = GetTokenInformation(token, TokenUser, own, bytes, &bytes) && EqualSid(owner, ((TOKEN_USER *)own)->User.Sid);
    CloseHandle(token);
  }
  LocalFree(rights);
  return ours;
}

/* 0 once it is a folder of ours, whatever was in its place before. */
static DWORD clear(const WCHAR *folder) {
  DWORD found = GetFileAttributes(folder);
  if (found == INVALID_FILE_ATTRIBUTES) return ERROR_FILE_NOT_FOUND;
  if ((found & FILE_ATTRIBUTE_DIRECTORY) == 0) DeleteFile(folder);
  else if ((found & FILE_ATTRIBUTE_REPARSE_POINT) != 0) RemoveDirectory(folder);
  else if (!is_ours(folder)) delete_tree(folder);
  else return ERROR_SUCCESS;
  return ERROR_FILE_NOT_FOUND;
}

/*
 * Everybody may make folders in %ProgramData%: one that a pupil made beforehand goes, with whatever was planted in it. They may be quick to make it anew:
 * only one that was made here, or is of ours, is taken.
 */
static DWORD make_private(const WCHAR *folder) {
  PSECURITY_DESCRIPTOR rights;
  if (!ConvertStringSecurityDescriptorToSecurityDescriptor(RIGHTS, SDDL_REVISION_1, &rights, NULL)) return GetLastError();
  SECURITY_ATTRIBUTES attributes = {.nLength = sizeof attributes, .lpSecurityDescriptor = rights};
  DWORD error = ERROR_ALREADY_EXISTS;
  for (int tries = 0; tries < MOST_TRIES && error == ERROR_ALREADY_EXISTS; tries++) {
    if (clear(folder) == ERROR_SUCCESS) {
      PACL list;
      BOOL unused;
      GetSecurityDescriptorDacl(rights, &unused, &list, &unused);
      error = SetNamedSecurityInfo((WCHAR *)folder, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, NULL, NULL, list, NULL);
    } else {
      error = CreateDirectory(folder, &attributes) ? ERROR_SUCCESS : GetLastError();
    }
  }
  LocalFree(rights);
  return error;
}

DWORD find_data_folders(WCHAR *outer, WCHAR *inner, size_t most) {
  WCHAR common[MAX_PATH];
  if (SHGetFolderPath(NULL, CSIDL_COMMON_APPDATA, NULL, SHGFP_TYPE_CURRENT, common) != S_OK) return ERROR_PATH_NOT_FOUND;
  swprintf(outer, most, L"%ls\\Classwarden", common);
  swprintf(inner, most, L"%ls\\Agent", outer);
  return ERROR_SUCCESS;
}

DWORD make_data_folder(WCHAR *folder, size_t most) {
  WCHAR outer[MOST];
  DWORD error = find_data_folders(outer, folder, most < MOST ? most : MOST);
  if (error == ERROR_SUCCESS) error = make_private(outer);
  if (error == ERROR_SUCCESS) error = make_private(folder);
  return error;
}
