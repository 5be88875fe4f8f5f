"""The object store of the Python sibling: nats-py with bytes, files and names as they come."""

import asyncio
import base64
import hashlib

from nats.js.api import ObjectMeta, ObjectMetaOptions, ObjectStoreConfig, StorageType
from nats.js.errors import NotFoundError, ObjectNotFoundError

CHUNK = 128 * 1024


def described(info):
    return {
        "found": not info.deleted,
        "name": info.name,
        "size": info.size or 0,
        "chunks": info.chunks or 0,
        "digest": info.digest,
        "deleted": bool(info.deleted),
        "description": info.description,
        "headers": info.headers,
        "link": info.options and info.options.link and vars(info.options.link),
    }


def digest_of(data):
    return "SHA-256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode()


class Objects:
    def __init__(self, connection, gather):
        self.connection = connection
        self.gather = gather

    def js(self, request):
        return self.connection(request.get("as")).jetstream()

    def store(self, request):
        return self.js(request).object_store(request["bucket"])

    async def createBucket(self, request):
        config = ObjectStoreConfig(
            storage=StorageType.MEMORY,
            description=request.get("description"),
            max_bytes=request.get("maxBytes"),
            ttl=request.get("ttl"),
        )
        await self.js(request).create_object_store(request["bucket"], config)
        return {}

    async def bucket(self, request):
        status = await (await self.store(request)).status()
        config = status.stream_info.config
        return {
            "description": status.description,
            "sealed": bool(status.sealed),
            "maxBytes": config.max_bytes,
            "ttl": status.ttl,
            "metadata": config.metadata,
        }

    async def seal(self, request):
        await (await self.store(request)).seal()
        return {}

    async def deleteBucket(self, request):
        return {"deleted": await self.js(request).delete_object_store(request["bucket"])}

    async def put(self, request):
        # Without options nats-py fails on a meta that is given
        meta = ObjectMeta(
            name=request["name"],
            description=request.get("description"),
            headers=request.get("headers"),
            options=ObjectMetaOptions(max_chunk_size=CHUNK),
        )
        store = await self.store(request)
        if "file" in request:
            with open(request["file"], "rb") as file:
                return described(await store.put(request["name"], file, meta=meta))
        data = base64.b64decode(request.get("data", ""))
        return described(await store.put(request["name"], data, meta=meta))

    async def get(self, request):
        # nats-py may wait for ever for chunks that are gone
        seconds = request.get("timeout", 60_000) / 1000
        try:
            store = await self.store(request)
            if "file" in request:
                with open(request["file"], "wb") as file:
                    result = await asyncio.wait_for(store.get(request["name"], writeinto=file), seconds)
                return {"found": True, "digest": result.info.digest}
            result = await asyncio.wait_for(store.get(request["name"]), seconds)
        except ObjectNotFoundError:
            return {"found": False}
        data = base64.b64encode(result.data).decode()
        return {"found": True, "data": data, "digest": digest_of(result.data)}

    async def info(self, request):
        try:
            return described(await (await self.store(request)).get_info(request["name"], show_deleted=True))
        except ObjectNotFoundError:
            return {"found": False}

    async def list(self, request):
        try:
            found = await (await self.store(request)).list(ignore_deletes=True)
            return {"objects": [described(info) for info in found]}
        except NotFoundError:
            return {"objects": []}

    async def delete(self, request):
        await (await self.store(request)).delete(request["name"])
        return {}

    async def describe(self, request):
        meta = ObjectMeta(
            name=request.get("newName", request["name"]),
            description=request.get("description"),
            headers=request.get("headers"),
        )
        await (await self.store(request)).update_meta(request["name"], meta)
        return {}

    async def watch(self, request):
        watcher = await (await self.store(request)).watch(include_history=request.get("history", False))
        seen = self.gather(request["id"])

        async def follow():
            while True:
                change = await watcher.updates(timeout=3600)
                if change is not None:
                    seen(described(change))

        return {"task": asyncio.ensure_future(follow())}
