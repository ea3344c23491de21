/** Accounts that name nobody: as log-in managers make them (LightDM `guest-a1b2c3`), and as schools commonly name them. */
export function isGuest(userName: string, home: string | null): boolean {
  return /^(guest|visitor|kiosk|liveuser|nobody)([-_.].*|\d*)$/i.test(userName) || (home !== null && /^\/(tmp|run)\//.test(home))
}
