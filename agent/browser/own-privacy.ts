import { type PrivacyList, privacyListSchema } from '#shared/model/privacy-list'
import type { SealedKind } from '../storage/sealed-file'

/** [BR2] What the school adds to the privacy list. */
export const keptPrivacy: SealedKind<PrivacyList> = {
  purpose: 'classwarden-privacy-1',
  schema: privacyListSchema,
  name: 'file of private sites',
}
