/** Who does something, for the audit log. */
export interface Actor {
  readonly staffId: string
  readonly displayName: string
  /** Where the connection comes from. */
  readonly address: string
}
