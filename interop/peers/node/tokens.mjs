// The recipe of the TypeScript sibling for a self-issued JWT, and its reverse.
import { fromPublic, fromSeed } from '@nats-io/nkeys'

const encode = (text) => new TextEncoder().encode(text)
const base64url = (bytes) => Buffer.from(bytes).toString('base64url')
const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))

export function issue({ seed, userId, iat = Math.floor(Date.now() / 1000), hours = 1 }) {
  const key = fromSeed(encode(seed))
  const header = { typ: 'JWT', alg: 'EdDSA' }
  const claims = { sub: userId, iss: key.getPublicKey(), iat, exp: iat + hours * 3600 }
  const signed = [header, claims].map((part) => base64url(JSON.stringify(part))).join('.')
  return `${signed}.${base64url(key.sign(encode(signed)))}`
}

export function verify({ token }) {
  const [header, claims, signature] = token.split('.')
  const parsed = decoded(claims)
  const signed = encode(`${header}.${claims}`)
  const valid = fromPublic(parsed.iss).verify(signed, new Uint8Array(Buffer.from(signature, 'base64url')))
  return { valid, header: decoded(header), claims: parsed, ordered: Buffer.from(claims, 'base64url').toString('utf8') }
}
