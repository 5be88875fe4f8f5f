// The object store of the TypeScript sibling: @nats-io/obj with bytes, files and names as they come.
import { createReadStream, createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { jetstream } from '@nats-io/jetstream'
import { headers } from '@nats-io/transport-node'
import { Objm } from '@nats-io/obj'

const NANOS = 1e9

export function objects(connection, gather) {
  const manager = (as) => new Objm(jetstream(connection(as)))
  const open = ({ as, bucket }) => manager(as).open(bucket)

  function headersOf(record) {
    const all = headers()
    for (const [key, values] of Object.entries(record)) values.forEach((value) => all.append(key, value))
    return all
  }

  const metaOf = ({ name, description, headers, metadata }) => ({
    name,
    description,
    metadata,
    headers: headers && headersOf(headers),
  })

  const described = (info) =>
    info
      ? {
          found: !info.deleted,
          name: info.name,
          size: info.size,
          chunks: info.chunks,
          digest: info.digest,
          deleted: Boolean(info.deleted),
          description: info.description || undefined,
          headers: info.headers?.toRecord?.() ?? info.headers, // list() gives bare records
          metadata: info.metadata,
          link: info.options?.link,
        }
      : { found: false }

  const bytesOf = ({ data, file }) =>
    file
      ? Readable.toWeb(createReadStream(file))
      : new ReadableStream({
          start(controller) {
            if (data) controller.enqueue(Buffer.from(data, 'base64'))
            controller.close()
          },
        })

  // nats.js may wait for ever for chunks that are gone
  function within(millis, promise) {
    let timer
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('no end of the object')), millis)
    })
    return Promise.race([promise, late]).finally(() => clearTimeout(timer))
  }

  async function get(request) {
    const result = await (await open(request)).get(request.name)
    if (!result) return { found: false }
    let data
    if (request.file) {
      await pipeline(Readable.fromWeb(result.data), createWriteStream(request.file))
    } else {
      data = Buffer.concat(await collected(result.data)).toString('base64')
    }
    const failure = await result.error
    if (failure) throw failure
    return { found: true, data, digest: result.info.digest }
  }

  async function collected(stream) {
    const parts = []
    for await (const part of stream) parts.push(part)
    return parts
  }

  return {
    async createBucket({ as, bucket, description, maxBytes, ttl, metadata }) {
      const options = { storage: 'memory', description, metadata, max_bytes: maxBytes, ttl: ttl && ttl * NANOS }
      await manager(as).create(bucket, options)
      return {}
    },
    async bucket(request) {
      const status = await (await open(request)).status()
      const { max_bytes, metadata } = status.streamInfo.config
      const { description, sealed } = status
      return { description, sealed, maxBytes: max_bytes, ttl: status.ttl / NANOS, metadata }
    },
    seal: async (request) => (await (await open(request)).seal()) && {},
    deleteBucket: async (request) => ({ deleted: await (await open(request)).destroy() }),
    put: async (request) => described(await (await open(request)).put(metaOf(request), bytesOf(request))),
    get: (request) => within(request.timeout ?? 60_000, get(request)),
    info: async (request) => described(await (await open(request)).info(request.name)),
    list: async (request) => ({ objects: (await (await open(request)).list()).map(described).filter((each) => each.found) }),
    async delete(request) {
      await (await open(request)).delete(request.name)
      return {}
    },
    async link(request) {
      const target = await (await open({ ...request, bucket: request.to })).info(request.target)
      return described(await (await open(request)).link(request.name, target))
    },
    async linkBucket(request) {
      const target = await open({ ...request, bucket: request.to })
      return described(await (await open(request)).linkStore(request.name, target))
    },
    async describe(request) {
      const { name, newName = name } = request
      await (await open(request)).update(name, metaOf({ ...request, name: newName }))
      return {}
    },
    async watch(request) {
      const changes = await (await open(request)).watch({ includeHistory: request.history })
      const seen = gather(request.id)
      ;(async () => {
        for await (const change of changes) if (change) seen(described(change))
      })()
      return {}
    },
  }
}
