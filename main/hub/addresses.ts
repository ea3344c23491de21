import { hostname, networkInterfaces } from 'node:os'
import { isIPv6 } from 'node:net'

/** As many as a bundle or an enrolment answer names. */
const mostAddresses = 8

/** Under what names and addresses others reach a hub that listens on `bindAddress`, when nobody has said so: likeliest first. */
export const guessHosts = (bindAddress: string): string[] => {
  if (bindAddress !== '0.0.0.0' && bindAddress !== '::') return [bindAddress]
  const found = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && (family === 'IPv4' || bindAddress === '::'))
    // A link-local address (RFC 4291, 2.5.6) means nothing without its interface.
    .filter(({ address }) => !address.toLowerCase().startsWith('fe80:'))
    .map(({ address }) => address)
  return [...found.slice(0, mostAddresses - 2), hostname(), ...(found.length === 0 ? ['127.0.0.1'] : [])]
}

/** `host:port` of each, an IPv6 address in brackets. */
export const withPort = (hosts: readonly string[], port: number): string[] =>
  hosts.slice(0, mostAddresses).map((host) => (isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`))
