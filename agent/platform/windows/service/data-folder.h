/* The agent's own folder, which service and installer both know. */
#ifndef CLASSWARDEN_DATA_FOLDER_H
#define CLASSWARDEN_DATA_FOLDER_H

#define WIN32_LEAN_AND_MEAN
#define UNICODE
#define _UNICODE
#include <windows.h>

/* %ProgramData%\Classwarden, and \Agent in it. 0, or a Windows error. */
DWORD find_data_folders(WCHAR *outer, WCHAR *inner, size_t most);
/* Makes it if need be, with whatever is in it for the system and administrators alone. 0, or a Windows error. */
DWORD make_data_folder(WCHAR *folder, size_t most);
/* Deletes a folder with all that is in it; follows no links. */
void delete_tree(const WCHAR *folder);

#endif
