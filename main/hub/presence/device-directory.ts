import type { DeviceRecord } from '../../store/devices'

/** What the hub needs of a device's record at every connection, kept in memory so that admission asks no disk. */
export interface DeviceDirectory {
  /** `revoked` devices stay known: they are told why they are refused (LK5). */
  byFingerprint(fingerprint: string): { readonly deviceId: string; readonly revoked: boolean } | null
  get(deviceId: string): DeviceRecord | null
  put(device: DeviceRecord): void
}

export const createDeviceDirectory = (devices: readonly DeviceRecord[]): DeviceDirectory => {
  const byId = new Map(devices.map((device) => [device.deviceId, device]))
  const byFingerprint = new Map(devices.map((device) => [device.certificateFingerprint, device.deviceId]))
  const get = (deviceId: string): DeviceRecord | null => byId.get(deviceId) ?? null
  return {
    get,
    byFingerprint: (fingerprint) => {
      const deviceId = byFingerprint.get(fingerprint)
      const device = deviceId === undefined ? null : get(deviceId)
      return device === null ? null : { deviceId: device.deviceId, revoked: device.revokedAt !== null }
    },
    put: (device) => {
      byId.set(device.deviceId, device)
      byFingerprint.set(device.certificateFingerprint, device.deviceId)
    },
  }
}
