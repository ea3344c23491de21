#ifndef CLASSWARDEN_INVENTORY_H
#define CLASSWARDEN_INVENTORY_H

/* inventory.c */
void inventory_line(const char *format, ...) __attribute__((format(gnu_printf, 1, 2)));
/* A value of the registry as UTF-8 without control characters; empty, or 0, where there is none. */
void registry_text(HKEY key, const WCHAR *name, char *utf8, size_t most);
DWORD registry_number(HKEY key, const WCHAR *name);

/* installed.c */
void tell_installed(void);

/* protection.c */
void tell_protection(void);

#endif
