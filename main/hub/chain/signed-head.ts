import { chainHeadSchema, type SignedChainHead, signedWords } from '#shared/model/chain-head'
import { fail, ok, type Outcome } from '#shared/outcome'
import type { ChainHead } from '../../store/chain'
import { isSignedBy, type SigningKey } from '../identity/signing-key'

export const signHead = ({ links, hash }: ChainHead, hub: string, at: number, key: SigningKey): SignedChainHead => {
  const head = { format: 'classwarden-chain-head-1' as const, hub, links, hash, at, publicKey: key.publicKey }
  return { ...head, signature: key.sign(signedWords(head)) }
}

/** Reads a head that was exported by this hub. `head-invalid` says what does not fit. */
export const readSignedHead = (text: string, hub: string, publicKey: string): Outcome<SignedChainHead, 'head-invalid'> => {
  const invalid = (why: string) => fail('head-invalid', `The signed head cannot be used: ${why}`)
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return invalid('it is not JSON. Give the file as it was exported.')
  }
  const head = chainHeadSchema.safeParse(content)
  if (!head.success) return invalid('it is no head of a chain, or a part of it is missing. Give the file as it was exported.')
  if (head.data.hub !== hub) return invalid('it is of another hub. Give one that this hub exported.')
  if (head.data.publicKey !== publicKey || !isSignedBy(publicKey, signedWords(head.data), head.data.signature))
    return invalid('its signature is not of this hub. It was changed, or the hub was made anew since.')
  return ok(head.data)
}
