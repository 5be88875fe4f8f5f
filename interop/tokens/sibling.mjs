// The recipe of the TypeScript sibling for a self-issued JWT, and its reverse.
import { fromPublic, fromSeed } from '@nats-io/nkeys'

const base64url = (bytes) => Buffer.from(bytes).toString('base64url')

export function issue(seed, userId, iat, hours) {
  const key = fromSeed(new TextEncoder().encode(seed))
  const header = base64url(JSON.stringify({ typ: 'JWT', alg: 'EdDSA' }))
  const claims = base64url(
    JSON.stringify({ sub: userId, iss: key.getPublicKey(), iat, exp: iat + hours * 3600 }),
  )
  const signed = `${header}.${claims}`
  return `${signed}.${base64url(key.sign(new TextEncoder().encode(signed)))}`
}

export function verify(token) {
  const [header, claims, signature] = token.split('.')
  const parsed = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'))
  const valid = fromPublic(parsed.iss).verify(
    new TextEncoder().encode(`${header}.${claims}`),
    new Uint8Array(Buffer.from(signature, 'base64url')),
  )
  return { header: JSON.parse(Buffer.from(header, 'base64url').toString('utf8')), claims: parsed, valid }
}
