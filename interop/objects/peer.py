"""An object store client of the siblings' kind, driven by lines of JSON: python peer.py nats://host:port"""

import asyncio
import base64
import json
import sys

import nats
from nats.js.api import ObjectMeta, ObjectMetaOptions, ObjectStoreConfig, StorageType
from nats.js.errors import NotFoundError, ObjectNotFoundError


def described(info):
    return {
        "name": info.name,
        "size": info.size,
        "chunks": info.chunks,
        "digest": info.digest,
        "deleted": bool(info.deleted),
        "description": info.description,
        "headers": info.headers,
        "link": info.options and info.options.link and vars(info.options.link),
    }


async def create(js, bucket):
    await js.create_object_store(bucket, ObjectStoreConfig(storage=StorageType.MEMORY))
    return {}


async def put(js, bucket, name, data, description=None, headers=None, metadata=None):
    store = await js.object_store(bucket)
    options = ObjectMetaOptions(max_chunk_size=128 * 1024)
    meta = ObjectMeta(name=name, description=description, headers=headers, options=options)
    return described(await store.put(name, base64.b64decode(data), meta=meta))


async def get(js, bucket, name):
    try:
        result = await (await js.object_store(bucket)).get(name)
    except ObjectNotFoundError:
        return None
    return {"data": base64.b64encode(result.data).decode()}


async def info(js, bucket, name):
    try:
        return described(await (await js.object_store(bucket)).get_info(name, show_deleted=True))
    except ObjectNotFoundError:
        return None


async def list_all(js, bucket):
    try:
        return [described(i) for i in await (await js.object_store(bucket)).list(ignore_deletes=True)]
    except NotFoundError:
        return []


async def delete(js, bucket, name):
    await (await js.object_store(bucket)).delete(name)
    return {}


OPERATIONS = {"create": create, "put": put, "get": get, "info": info, "list": list_all, "delete": delete}


async def main():
    sys.stdin.reconfigure(encoding="utf-8")
    nc = await nats.connect(sys.argv[1])
    js = nc.jetstream()
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        try:
            request = json.loads(line)
            answer = {"result": await OPERATIONS[request.pop("op")](js, **request)}
        except Exception as error:
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)
    await nc.close()


asyncio.run(main())
