// An object store client of the siblings' kind, driven by lines of JSON: node peer.mjs nats://host:port
import { createInterface } from 'node:readline'
import { connect, headers } from '@nats-io/transport-node'
import { jetstream } from '@nats-io/jetstream'
import { Objm } from '@nats-io/obj'

const nc = await connect({ servers: process.argv[2] })
const objm = new Objm(jetstream(nc))

const stream = (bytes) =>
  new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes)
      controller.close()
    },
  })

function headersOf(record) {
  const all = headers()
  for (const [key, values] of Object.entries(record ?? {})) values.forEach((value) => all.append(key, value))
  return all
}

const described = (info) =>
  info && {
    name: info.name,
    size: info.size,
    chunks: info.chunks,
    digest: info.digest,
    deleted: info.deleted,
    description: info.description || undefined,
    mtime: info.mtime,
    headers: info.headers?.toRecord?.() ?? info.headers, // list() gives bare records
    metadata: info.metadata,
    link: info.options?.link,
  }

const operations = {
  create: async ({ bucket }) => (await objm.create(bucket, { storage: 'memory' })) && {},
  put: async ({ bucket, name, data, description, headers, metadata }) => {
    const meta = { name, description, metadata, headers: headers && headersOf(headers) }
    return described(await (await objm.open(bucket)).put(meta, stream(Buffer.from(data, 'base64'))))
  },
  get: async ({ bucket, name }) => {
    const bytes = await (await objm.open(bucket)).getBlob(name)
    return bytes && { data: Buffer.from(bytes).toString('base64') }
  },
  info: async ({ bucket, name }) => described(await (await objm.open(bucket)).info(name)),
  list: async ({ bucket }) => (await (await objm.open(bucket)).list()).map(described),
  delete: async ({ bucket, name }) => (await (await objm.open(bucket)).delete(name)) && {},
  link: async ({ bucket, name, to, target }) => {
    const info = await (await objm.open(to)).info(target)
    return described(await (await objm.open(bucket)).link(name, info))
  },
  linkStore: async ({ bucket, name, to }) =>
    described(await (await objm.open(bucket)).linkStore(name, await objm.open(to))),
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer
  try {
    const request = JSON.parse(line)
    answer = { result: (await operations[request.op](request)) ?? null }
  } catch (error) {
    answer = { error: String(error) }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
await nc.close()
