/*
 * What the PC is made of and what is installed on it, as lines of words by tabs on standard output: one run, which then ends.
 * agent/platform/windows/windows-inventory.ts reads them. Usage: classwarden-desktop.exe inventory [brief]
 */
#include "desktop.h"
#include "inventory.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>
#include <ws2tcpip.h>
#include <ws2ipdef.h>
#include <iphlpapi.h>
#include <netioapi.h>
#include <winioctl.h>

#define MOST_LINE 8192
#define MOST_DISKS 32
#define MOST_ADAPTERS (256u * 1024u)
#define MOST_EDID 512
#define RAW_SMBIOS 0x52534d42

static void write_all(const char *bytes, DWORD count) {
  DWORD written = 0;
  for (; count > 0; bytes += written, count -= written)
    if (!WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), bytes, count, &written, NULL) || written == 0) ExitProcess(1);
}

void inventory_line(const char *format, ...) {
  char line[MOST_LINE];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line - 1, format, arguments);
  va_end(arguments);
  if (length < 0 || length > (int)sizeof line - 2) return;
  line[length++] = '\n';
  write_all(line, (DWORD)length);
}

static void tell_bytes(const char *word, const uint8_t *bytes, size_t count) {
  char *line = malloc(strlen(word) + 2 * count + 3);
  if (line == NULL) return;
  int length = sprintf(line, "%s\t", word);
  for (size_t at = 0; at < count; at++) length += sprintf(line + length, "%02x", bytes[at]);
  line[length++] = '\n';
  write_all(line, (DWORD)length);
  free(line);
}

void registry_text(HKEY key, const WCHAR *name, char *utf8, size_t most) {
  WCHAR text[MOST_PATH] = L"";
  DWORD bytes = sizeof text - sizeof(WCHAR);
  utf8[0] = 0;
  if (RegGetValue(key, NULL, name, RRF_RT_REG_SZ, NULL, text, &bytes) == ERROR_SUCCESS) to_utf8(text, utf8, most);
}

DWORD registry_number(HKEY key, const WCHAR *name) {
  DWORD number = 0, bytes = sizeof number;
  return RegGetValue(key, NULL, name, RRF_RT_REG_DWORD, NULL, &number, &bytes) == ERROR_SUCCESS ? number : 0;
}

static void tell_system(void) {
  HKEY key;
  char name[256], version[64], build[64];
  if (RegOpenKeyEx(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", 0, KEY_READ | KEY_WOW64_64KEY, &key) != ERROR_SUCCESS) return;
  registry_text(key, L"ProductName", name, sizeof name);
  registry_text(key, L"DisplayVersion", version, sizeof version);
  if (version[0] == 0) registry_text(key, L"ReleaseId", version, sizeof version);
  registry_text(key, L"CurrentBuildNumber", build, sizeof build);
  inventory_line("system\t%s\t%s\t%s\t%lu", name, version, build, registry_number(key, L"UBR"));
  RegCloseKey(key);
}

static void tell_processor(void) {
  HKEY key;
  char name[256];
  if (RegOpenKeyEx(HKEY_LOCAL_MACHINE, L"HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0", 0, KEY_READ, &key) != ERROR_SUCCESS) return;
  registry_text(key, L"ProcessorNameString", name, sizeof name);
  inventory_line("processor\t%s", name);
  RegCloseKey(key);
}

/* What is built in, by the firmware; where it does not tell, what Windows can use. */
static void tell_memory(void) {
  ULONGLONG kilobytes = 0;
  MEMORYSTATUSEX status = {.dwLength = sizeof status};
  if (!GetPhysicallyInstalledSystemMemory(&kilobytes) && GlobalMemoryStatusEx(&status)) kilobytes = status.ullTotalPhys / 1024;
  inventory_line("memory\t%llu", (unsigned long long)(kilobytes / 1024));
}

/* Tables of SMBIOS as the firmware has them, behind the eight bytes that Windows puts before. */
static void tell_firmware(void) {
  UINT size = GetSystemFirmwareTable(RAW_SMBIOS, 0, NULL, 0);
  uint8_t *table = size > 0 && size < 1u << 20 ? malloc(size) : NULL;
  if (table != NULL && GetSystemFirmwareTable(RAW_SMBIOS, 0, table, size) <= size) tell_bytes("smbios", table, size);
  free(table);
}

/* A text within what a device tells of itself, whose place is 0 where it tells none. */
static void device_text(const uint8_t *told, DWORD count, DWORD place, char *text, size_t most) {
  size_t length = 0;
  for (; place > 0 && place + length < count && told[place + length] != 0 && length < most - 1; length++) {
    char letter = (char)told[place + length];
    text[length] = letter < 0x20 || letter > 0x7e ? ' ' : letter;
  }
  text[length] = 0;
}

static void tell_disk(int number) {
  WCHAR path[64];
  uint8_t told[1024] = {0};
  DWORD count = 0;
  STORAGE_PROPERTY_QUERY query = {.PropertyId = StorageDeviceProperty, .QueryType = PropertyStandardQuery};
  wsprintf(path, L"\\\\.\\PhysicalDrive%d", number);
  /* No right to read it is needed to ask what it is. */
  HANDLE disk = CreateFile(path, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
  if (disk == INVALID_HANDLE_VALUE) return;
  if (DeviceIoControl(disk, IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof query, told, sizeof told, &count, NULL) &&
      count >= sizeof(STORAGE_DEVICE_DESCRIPTOR)) {
    const STORAGE_DEVICE_DESCRIPTOR *device = (const STORAGE_DEVICE_DESCRIPTOR *)told;
    char vendor[128], product[128], serial[128];
    device_text(told, count, device->VendorIdOffset, vendor, sizeof vendor);
    device_text(told, count, device->ProductIdOffset, product, sizeof product);
    device_text(told, count, device->SerialNumberOffset, serial, sizeof serial);
    DISK_GEOMETRY_EX geometry = {0};
    DEVICE_SEEK_PENALTY_DESCRIPTOR seek = {0};
    DWORD got = 0;
    DeviceIoControl(disk, IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, NULL, 0, &geometry, sizeof geometry, &got, NULL);
    query.PropertyId = StorageDeviceSeekPenaltyProperty;
    int knows_seek = DeviceIoControl(disk, IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof query, &seek, sizeof seek, &got, NULL) && got >= sizeof seek;
    inventory_line(
        "disk\t%s\t%s\t%s\t%d\t%d\t%lld\t%s",
        vendor,
        product,
        serial,
        (int)device->BusType,
        device->RemovableMedia != 0,
        (long long)geometry.DiskSize.QuadPart,
        !knows_seek ? "" : seek.IncursSeekPenalty ? "turns" : "still");
  }
  CloseHandle(disk);
}

static void tell_network(void) {
  ULONG size = MOST_ADAPTERS;
  IP_ADAPTER_ADDRESSES *first = malloc(size);
  ULONG flags = GAA_FLAG_SKIP_UNICAST | GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER | GAA_FLAG_INCLUDE_ALL_INTERFACES;
  if (first != NULL && GetAdaptersAddresses(AF_UNSPEC, flags, NULL, first, &size) == ERROR_SUCCESS) {
    for (const IP_ADAPTER_ADDRESSES *adapter = first; adapter != NULL; adapter = adapter->Next) {
      if (adapter->PhysicalAddressLength != 6) continue;
      char name[256], description[256];
      MIB_IF_ROW2 row = {.InterfaceLuid = adapter->Luid};
      int is_known = GetIfEntry2(&row) == NO_ERROR;
      /* The one it was made with: a wireless one may go by another in each network. */
      const BYTE *made = row.PermanentPhysicalAddress;
      const BYTE *mac = is_known && (made[0] | made[1] | made[2] | made[3] | made[4] | made[5]) != 0 ? made : adapter->PhysicalAddress;
      to_utf8(adapter->FriendlyName == NULL ? L"" : adapter->FriendlyName, name, sizeof name);
      to_utf8(adapter->Description == NULL ? L"" : adapter->Description, description, sizeof description);
      inventory_line(
          "network\t%s\t%s\t%02x:%02x:%02x:%02x:%02x:%02x\t%lu\t%s",
          name,
          description,
          mac[0], mac[1], mac[2], mac[3], mac[4], mac[5],
          adapter->IfType,
          !is_known ? "" : row.InterfaceAndOperStatusFlags.HardwareInterface ? "hardware" : "software");
    }
  }
  free(first);
}

/* Windows keeps what every monitor ever told of itself; those that are there now have a key that goes with them. */
static void tell_monitor(HKEY models, const WCHAR *model) {
  HKEY places;
  if (RegOpenKeyEx(models, model, 0, KEY_READ, &places) != ERROR_SUCCESS) return;
  WCHAR place[256];
  for (DWORD at = 0, length = 256; RegEnumKeyEx(places, at, place, &length, NULL, NULL, NULL, NULL) == ERROR_SUCCESS; at++, length = 256) {
    WCHAR path[400];
    HKEY present;
    uint8_t edid[MOST_EDID];
    DWORD bytes = sizeof edid;
    lstrcpyn(path, place, 256);
    lstrcat(path, L"\\Control");
    if (RegOpenKeyEx(places, path, 0, KEY_READ, &present) != ERROR_SUCCESS) continue;
    RegCloseKey(present);
    lstrcpyn(path, place, 256);
    lstrcat(path, L"\\Device Parameters");
    if (RegGetValue(places, path, L"EDID", RRF_RT_REG_BINARY, NULL, edid, &bytes) == ERROR_SUCCESS) tell_bytes("monitor", edid, bytes);
  }
  RegCloseKey(places);
}

static void tell_monitor_models(void) {
  HKEY models;
  if (RegOpenKeyEx(HKEY_LOCAL_MACHINE, L"SYSTEM\\CurrentControlSet\\Enum\\DISPLAY", 0, KEY_READ, &models) != ERROR_SUCCESS) return;
  WCHAR model[256];
  for (DWORD at = 0, length = 256; RegEnumKeyEx(models, at, model, &length, NULL, NULL, NULL, NULL) == ERROR_SUCCESS; at++, length = 256) tell_monitor(models, model);
  RegCloseKey(models);
}

int tell_inventory(int is_brief) {
  /* Nobody waits for it. */
  SetPriorityClass(GetCurrentProcess(), is_brief ? BELOW_NORMAL_PRIORITY_CLASS : IDLE_PRIORITY_CLASS);
  tell_system();
  tell_processor();
  tell_memory();
  tell_firmware();
  if (!is_brief) {
    for (int number = 0; number < MOST_DISKS; number++) tell_disk(number);
    tell_network();
    tell_monitor_models();
    tell_installed();
    /* Last: it asks a service, which may take its time. */
    tell_protection();
  }
  inventory_line("end");
  return 0;
}
