// A service as the TypeScript sibling is one, on nats.js, driven by lines of JSON: node peer.mjs
import { createInterface } from 'node:readline'
import { connect, headers, wsconnect } from '@nats-io/transport-node'
import { WebSocket } from 'ws'
import { objects } from './objects.mjs'
import { issue, verify } from './tokens.mjs'

globalThis.WebSocket ??= WebSocket // Node has its own from 22 on

const connections = new Map()
const subscriptions = new Map()
const gathered = new Map()

const connection = (as = 'main') => {
  if (!connections.has(as)) throw new Error(`there is no connection '${as}'`)
  return connections.get(as)
}

// What arrives under an id, for `gathered` to take
function gather(id) {
  if (!gathered.has(id)) {
    const entry = { items: [], wake: () => {} }
    entry.seen = (item) => {
      entry.items.push(item)
      entry.wake()
    }
    gathered.set(id, entry)
  }
  return gathered.get(id).seen
}

async function watchErrors(nats, seen) {
  for await (const status of nats.status()) {
    if (status.type === 'error') seen({ error: kindOf(status.error) })
  }
}

async function awaitGathered({ id, count, timeout = 20_000 }) {
  const entry = gathered.get(id)
  const deadline = Date.now() + timeout
  while (entry.items.length < count && Date.now() < deadline) {
    let timer
    await new Promise((resolve) => {
      entry.wake = resolve
      timer = setTimeout(resolve, deadline - Date.now())
    })
    clearTimeout(timer)
  }
  return { items: entry.items.splice(0) }
}

const payloadOf = ({ json, data }) =>
  json === undefined ? Buffer.from(data ?? '', 'base64') : JSON.stringify(JSON.parse(json))

function headersOf(record) {
  if (!record) return undefined
  const all = headers()
  for (const [key, values] of Object.entries(record)) values.forEach((value) => all.append(key, value))
  return all
}

function described(msg) {
  const answer = {
    subject: msg.subject,
    data: Buffer.from(msg.data).toString('base64'),
    headers: msg.headers && Object.fromEntries(msg.headers),
  }
  try {
    answer.json = JSON.stringify(msg.json())
  } catch {
    answer.undecodable = true
  }
  return answer
}

function register({ as, id, subject, queue }, handle) {
  const seen = gather(id)
  const callback = (error, msg) => {
    if (error) return seen({ error: kindOf(error) })
    seen(described(msg))
    handle?.(msg)
  }
  subscriptions.set(id, connection(as).subscribe(subject, { queue, callback }))
  return connection(as).flush()
}

function answer(msg, request) {
  const { behaviour, payload = 'json', value } = request
  if (behaviour === 'silent') return
  if (behaviour === 'fail') return msg.respond(JSON.stringify(new Error(request.message)))
  if (behaviour === 'value') return msg.respond(payloadOf({ json: value }), { headers: headersOf(request.headers) })
  msg.respond(payload === 'json' ? JSON.stringify(msg.json()) : msg.data)
}

function kindOf(error) {
  const names = [error, error?.cause].map((each) => each?.constructor?.name)
  if (names.includes('NoRespondersError')) return 'noResponders'
  if (names.includes('TimeoutError')) return 'timeout'
  if (names.includes('PermissionViolationError')) return 'permission'
  if (names.some((name) => /Authorization|Authentication/.test(name))) return 'refused'
  return /not found/.test(error?.message) ? 'notFound' : 'other'
}

const operations = {
  ...objects(connection, gather),
  hello: async () => ({ language: 'node', runtime: process.version }),
  async connect({ as = 'main', url, token, user, password, seed, userId }) {
    const signed = seed ? issue({ seed, userId }) : token
    const options = { servers: url, token: signed, user, pass: password, reconnect: false }
    const nats = await (/^wss?:/.test(url) ? wsconnect : connect)(options)
    connections.set(as, nats)
    watchErrors(nats, gather('errors'))
    return {}
  },
  async reset() {
    await Promise.all([...connections.values()].map((each) => each.close()))
    for (const each of [connections, subscriptions, gathered]) each.clear()
    return {}
  },
  async publish(request) {
    const nats = connection(request.as)
    nats.publish(request.subject, payloadOf(request), { headers: headersOf(request.headers) })
    await nats.flush()
    return {}
  },
  subscribe: async (request) => (await register(request)) ?? {},
  reply: async (request) => (await register(request, (msg) => answer(msg, request))) ?? {},
  async request(request) {
    const { as, subject, timeout = 20_000 } = request
    const options = { timeout, headers: headersOf(request.headers) }
    return described(await connection(as).request(subject, payloadOf(request), options))
  },
  gathered: awaitGathered,
  async unsubscribe({ as, id }) {
    subscriptions.get(id).unsubscribe()
    await connection(as).flush()
    return {}
  },
  async drain({ as }) {
    await connection(as).drain()
    return {}
  },
  token: async (request) => ({ token: issue(request) }),
  verify: async (request) => verify(request),
}

process.on('unhandledRejection', (error) => console.error(error))
for await (const line of createInterface({ input: process.stdin })) {
  let answered
  try {
    const request = JSON.parse(line)
    answered = { ok: await operations[request.op](request) }
  } catch (error) {
    answered = { error: { kind: kindOf(error), message: String(error) } }
  }
  process.stdout.write(`${JSON.stringify(answered)}\n`)
}
process.exit(0)
