/* What protects the PC from viruses, by the word of Windows' security centre, which every product tells it. */
#define COBJMACROS
#include "desktop.h"
#include "inventory.h"
#include <wbemcli.h>

#define MOST_PRODUCTS 8
#define WITHIN_MS 10000

/* Windows' own keeps the age of its signatures where others keep it to themselves. */
static void tell_signatures(void) {
  FILETIME updated;
  DWORD bytes = sizeof updated;
  const WCHAR *path = L"SOFTWARE\\Microsoft\\Windows Defender\\Signature Updates";
  if (RegGetValue(HKEY_LOCAL_MACHINE, path, L"SignaturesLastUpdated", RRF_RT_REG_BINARY | RRF_SUBKEY_WOW6464KEY, NULL, &updated, &bytes) != ERROR_SUCCESS) return;
  if (bytes == sizeof updated) inventory_line("defender-signatures\t%.0f", filetime_ms(updated));
}

static void tell_product(IWbemClassObject *product) {
  VARIANT name, state;
  VariantInit(&name);
  VariantInit(&state);
  if (SUCCEEDED(IWbemClassObject_Get(product, L"displayName", 0, &name, NULL, NULL)) && name.vt == VT_BSTR &&
      SUCCEEDED(IWbemClassObject_Get(product, L"productState", 0, &state, NULL, NULL)) && (state.vt == VT_I4 || state.vt == VT_UI4)) {
    char title[512];
    to_utf8(name.bstrVal, title, sizeof title);
    inventory_line("protection\t%s\t%ld", title, state.lVal);
  }
  VariantClear(&name);
  VariantClear(&state);
}

static void ask(IWbemServices *centre) {
  IEnumWbemClassObject *products = NULL;
  BSTR language = SysAllocString(L"WQL");
  BSTR query = SysAllocString(L"SELECT displayName, productState FROM AntiVirusProduct");
  if (SUCCEEDED(IWbemServices_ExecQuery(centre, language, query, WBEM_FLAG_FORWARD_ONLY | WBEM_FLAG_RETURN_IMMEDIATELY, NULL, &products))) {
    inventory_line("security-centre");
    IWbemClassObject *product = NULL;
    ULONG count = 0;
    for (int at = 0; at < MOST_PRODUCTS && IEnumWbemClassObject_Next(products, WITHIN_MS, 1, &product, &count) == WBEM_S_NO_ERROR && count == 1; at++) {
      tell_product(product);
      IWbemClassObject_Release(product);
    }
    IEnumWbemClassObject_Release(products);
  }
  SysFreeString(query);
  SysFreeString(language);
}

void tell_protection(void) {
  IWbemLocator *locator = NULL;
  IWbemServices *centre = NULL;
  tell_signatures();
  if (FAILED(CoInitializeEx(NULL, COINIT_MULTITHREADED))) return;
  CoInitializeSecurity(NULL, -1, NULL, NULL, RPC_C_AUTHN_LEVEL_DEFAULT, RPC_C_IMP_LEVEL_IMPERSONATE, NULL, EOAC_NONE, NULL);
  if (SUCCEEDED(CoCreateInstance(&CLSID_WbemLocator, NULL, CLSCTX_INPROC_SERVER, &IID_IWbemLocator, (void **)&locator))) {
    BSTR place = SysAllocString(L"ROOT\\SecurityCenter2");
    if (SUCCEEDED(IWbemLocator_ConnectServer(locator, place, NULL, NULL, NULL, WBEM_FLAG_CONNECT_USE_MAX_WAIT, NULL, NULL, &centre))) {
      CoSetProxyBlanket((IUnknown *)centre, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE, NULL, RPC_C_AUTHN_LEVEL_CALL, RPC_C_IMP_LEVEL_IMPERSONATE, NULL, EOAC_NONE);
      ask(centre);
      IWbemServices_Release(centre);
    }
    SysFreeString(place);
    IWbemLocator_Release(locator);
  }
  CoUninitialize();
}
