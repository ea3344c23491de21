/* The agent's folder, really made by Wine; who owns what was there before is recorded, as Wine has one account. */
#include "recorded.h"
#include "../../../../agent/platform/windows/service/data-folder.h"
#include <aclapi.h>
#include <sddl.h>
#include <shlobj.h>

static const WCHAR root[] = L"C:\\recorded";
/* Below this everything is a pupil's. */
static const WCHAR *planted;
/* A pupil makes it anew so many times, whenever it has gone. */
static int made_anew;

/* A link of a pupil's, instead of a folder. */
static const WCHAR *linked;

static void plant(const WCHAR *folder) {
  WCHAR path[300];
  CreateDirectoryW(folder, NULL);
  swprintf(path, 300, L"%ls\\enrolment.json", folder);
  HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
  if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
  planted = folder;
}

RECORDED("shell32", HRESULT, SHGetFolderPathW, HWND window, int which, HANDLE token, DWORD flags, LPWSTR path) {
  (void)window, (void)token, (void)flags;
  lstrcpynW(path, which == CSIDL_COMMON_APPDATA ? root : L"", MAX_PATH);
  return S_OK;
}

RECORDED("advapi32", DWORD, GetNamedSecurityInfoW, LPCWSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION what, PSID *owner, PSID *group, PACL *list, PACL *audit, PSECURITY_DESCRIPTOR *rights) {
  DWORD error = real_GetNamedSecurityInfoW(name, type, what, owner, group, list, audit, rights);
  if (error != ERROR_SUCCESS || planted == NULL || wcscmp(name, planted) != 0) return error;
  static PSID pupil;
  if (pupil == NULL) ConvertStringSidToSidW(L"S-1-5-21-1-2-3-1001", &pupil);
  *owner = pupil;
  return ERROR_SUCCESS;
}

RECORDED("advapi32", DWORD, SetNamedSecurityInfoW, LPWSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION what, PSID owner, PSID group, PACL list, PACL audit) {
  (void)type, (void)owner, (void)group, (void)audit;
  say("%ls: rights of %u set%s", name, list->AceCount, what == (DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION) ? ", none from above" : "");
  return ERROR_SUCCESS;
}

RECORDED("kernel32", BOOL, CreateDirectoryW, LPCWSTR name, LPSECURITY_ATTRIBUTES security) {
  WCHAR *text = NULL;
  if (security == NULL) return real_CreateDirectoryW(name, security);
  if (made_anew > 0 && planted != NULL && wcscmp(name, planted) == 0) {
    made_anew--;
    real_CreateDirectoryW(name, NULL);
  }
  BOOL done = real_CreateDirectoryW(name, security);
  DWORD error = GetLastError();
  if (done && planted != NULL && wcscmp(name, planted) == 0) planted = NULL;
  ConvertSecurityDescriptorToStringSecurityDescriptorW(security->lpSecurityDescriptor, SDDL_REVISION_1, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &text, NULL);
  if (done) say("%ls made, %ls", name, text);
  else say("%ls not made, %lu", name, error);
  if (text != NULL) LocalFree(text);
  SetLastError(error);
  return done;
}

RECORDED("kernel32", DWORD, GetFileAttributesW, LPCWSTR name) {
  DWORD found = real_GetFileAttributesW(name);
  return found != INVALID_FILE_ATTRIBUTES && linked != NULL && wcscmp(name, linked) == 0 ? found | FILE_ATTRIBUTE_REPARSE_POINT : found;
}

RECORDED("kernel32", BOOL, RemoveDirectoryW, LPCWSTR name) {
  if (linked != NULL && wcscmp(name, linked) == 0) {
    say("%ls: the link goes", name);
    linked = NULL;
  }
  return real_RemoveDirectoryW(name);
}

static void make(void) {
  WCHAR folder[300] = L"", file[340];
  DWORD error = make_data_folder(folder, 300);
  swprintf(file, 340, L"%ls\\enrolment.json", folder);
  say("%ls: error %lu, bundle %s", folder, error, GetFileAttributesW(file) == INVALID_FILE_ATTRIBUTES ? "none" : "there");
}

int main(void) {
  static const WCHAR outer[] = L"C:\\recorded\\Classwarden";
  static const WCHAR inner[] = L"C:\\recorded\\Classwarden\\Agent";
  CreateDirectoryW(root, NULL);
  begin("made");
  make();
  begin("there already, with a bundle that an administrator laid there");
  plant(inner);
  planted = NULL;
  make();
  begin("made by a pupil");
  plant(inner);
  make();
  begin("the folder above made by a pupil");
  plant(outer);
  make();
  begin("made anew by a quick pupil");
  plant(inner);
  made_anew = 2;
  make();
  begin("made anew again and again");
  plant(inner);
  made_anew = 100;
  make();
  made_anew = 0;
  begin("a file in its place");
  delete_tree(outer);
  planted = NULL;
  HANDLE file = CreateFileW(outer, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
  CloseHandle(file);
  make();
  begin("a link in its place");
  linked = inner;
  make();
  delete_tree(root);
  return 0;
}
