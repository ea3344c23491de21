import { passwordSchema } from '#shared/model/staff'

export type PasswordFault = 'short' | 'differs' | null

/** What keeps a new password from being taken, before the hub is asked. */
export const passwordFault = (password: string, again: string): PasswordFault => {
  if (!passwordSchema.safeParse(password).success) return 'short'
  return password === again ? null : 'differs'
}
