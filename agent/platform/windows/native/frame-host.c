/* Programs of the Store: the frame around them belongs to ApplicationFrameHost, and what is inside to them. */
#include "programs.h"
#include <dwmapi.h>

#define FRAME_CLASS L"ApplicationFrameWindow"
#define CORE_CLASS L"Windows.UI.Core.CoreWindow"

static int is_of_class(HWND window, const WCHAR *class) {
  WCHAR its[64] = L"";
  GetClassName(window, its, 64);
  return lstrcmp(its, class) == 0;
}

static BOOL CALLBACK find_core(HWND window, LPARAM found) {
  if (!is_of_class(window, CORE_CLASS)) return TRUE;
  GetWindowThreadProcessId(window, (DWORD *)found);
  return FALSE;
}

DWORD owner_of(HWND window) {
  DWORD pid = 0;
  if (is_of_class(window, FRAME_CLASS)) EnumChildWindows(window, find_core, (LPARAM)&pid);
  if (pid == 0) GetWindowThreadProcessId(window, &pid);
  return pid;
}

int is_asleep(HWND window) {
  DWORD cloaked = 0;
  if (!is_of_class(window, FRAME_CLASS) && !is_of_class(window, CORE_CLASS)) return 0;
  return DwmGetWindowAttribute(window, DWMWA_CLOAKED, &cloaked, sizeof cloaked) == S_OK && cloaked != 0;
}
