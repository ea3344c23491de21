/** The IPC channel that every call of the pages travels on. */
export const bridgeChannel = 'bridge'

/** Tells the pages where the hub is, at every change. */
export const hubPlaceChannel = 'bridge:hub-place'

/** Tells the pages what a newer console is about, at every change. */
export const updateChannel = 'bridge:update'
