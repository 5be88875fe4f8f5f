"""A service as the Python sibling is one, on nats-py, driven by lines of JSON: python peer.py"""

import asyncio
import base64
import json
import platform
import sys

import nats
import nats.errors
import objects
import tokens


class Gathered:
    """What arrives under an id."""

    def __init__(self):
        self.items = []
        self.changed = asyncio.Event()

    def add(self, item):
        self.items.append(item)
        self.changed.set()

    async def wait(self, count, seconds):
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while len(self.items) < count and loop.time() < deadline:
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), deadline - loop.time())
            except asyncio.TimeoutError:
                pass
        taken, self.items = self.items, []
        return taken


def kind_of(error):
    text = repr(error).lower()
    if isinstance(error, nats.errors.NoRespondersError):
        return "noResponders"
    if "permissions violation" in text:
        return "permission"
    if "authorization" in text or "authentication" in text:
        return "refused"
    if isinstance(error, (nats.errors.TimeoutError, asyncio.TimeoutError)):
        return "timeout"
    return "notFound" if "notfound" in text else "other"


def payload_of(request):
    if "json" in request:
        return json.dumps(json.loads(request["json"])).encode()
    return base64.b64decode(request.get("data", ""))


def headers_of(request):
    # nats-py sends one value a name
    return {key: values[-1] for key, values in request["headers"].items()} if request.get("headers") else None


def described(msg):
    answer = {
        "subject": msg.subject,
        "data": base64.b64encode(msg.data).decode(),
        "headers": {key: [value] for key, value in msg.headers.items()} if msg.headers else None,
    }
    try:
        answer["json"] = json.dumps(json.loads(msg.data))
    except ValueError:
        answer["undecodable"] = True
    return answer


async def flushed(connection):
    # The PING of nats-py overtakes what waits to be written; a second one comes after it
    await connection.flush()
    await connection.flush()


class Messaging:
    def __init__(self):
        self.connections = {}
        self.subscriptions = {}
        self.gathereds = {}
        self.tasks = []

    def connection(self, name=None):
        return self.connections[name or "main"]

    def gather(self, key):
        return self.gathereds.setdefault(key, Gathered()).add

    async def hello(self, _):
        return {"language": "python", "runtime": platform.python_version()}

    async def connect(self, request):
        token = request.get("token")
        if "seed" in request:
            token = tokens.issue(request["seed"], request["userId"])
        seen = self.gather("errors")

        async def failed(error):
            seen({"error": kind_of(error)})

        self.connections[request.get("as", "main")] = await nats.connect(
            request["url"],
            token=token,
            user=request.get("user"),
            password=request.get("password"),
            allow_reconnect=False,
            connect_timeout=10,
            max_reconnect_attempts=1,
            error_cb=failed,
        )
        return {}

    async def reset(self, _):
        for task in self.tasks:
            task.cancel()
        for connection in self.connections.values():
            await connection.close()
        self.__init__()
        return {}

    async def publish(self, request):
        connection = self.connection(request.get("as"))
        await connection.publish(request["subject"], payload_of(request), headers=headers_of(request))
        await flushed(connection)
        return {}

    async def register(self, request, handle=None):
        seen = self.gather(request["id"])

        async def arrived(msg):
            seen(described(msg))
            if handle:
                await handle(msg)

        connection = self.connection(request.get("as"))
        self.subscriptions[request["id"]] = await connection.subscribe(
            request["subject"], queue=request.get("queue", ""), cb=arrived
        )
        await flushed(connection)
        return {}

    async def subscribe(self, request):
        return await self.register(request)

    async def reply(self, request):
        behaviour = request.get("behaviour", "echo")
        raw = request.get("payload", "json") != "json"

        async def answer(msg):
            if behaviour == "silent":
                return
            if behaviour == "value":
                await msg_respond(msg, payload_of({"json": request["value"]}), headers_of(request))
            elif behaviour == "fail":
                json.dumps({"error": RuntimeError(request["message"])})  # what the sibling does: this raises
            else:
                await msg.respond(msg.data if raw else json.dumps(json.loads(msg.data)).encode())

        async def msg_respond(msg, data, headers):
            await self.connection(request.get("as")).publish(msg.reply, data, headers=headers)

        return await self.register(request, answer)

    async def request(self, request):
        msg = await self.connection(request.get("as")).request(
            request["subject"],
            payload_of(request),
            timeout=request.get("timeout", 20_000) / 1000,
            headers=headers_of(request),
        )
        return described(msg)

    async def gathered(self, request):
        seconds = request.get("timeout", 20_000) / 1000
        return {"items": await self.gathereds[request["id"]].wait(request["count"], seconds)}

    async def unsubscribe(self, request):
        await self.subscriptions[request["id"]].unsubscribe()
        await flushed(self.connection(request.get("as")))
        return {}

    async def drain(self, request):
        connection = self.connection(request.get("as"))
        await connection.drain()
        return {}

    async def token(self, request):
        return {"token": tokens.issue(request["seed"], request["userId"], request.get("iat"), request.get("hours", 1))}

    async def verify(self, request):
        return tokens.verify(request["token"])


async def main():
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogatepass")
    messaging = Messaging()
    store = objects.Objects(messaging.connection, messaging.gather)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        try:
            request = json.loads(line)
            operation = getattr(messaging, request["op"], None) or getattr(store, request["op"])
            ok = await operation(request)
            if "task" in ok:
                messaging.tasks.append(ok.pop("task"))
            answer = {"ok": ok}
        except Exception as error:
            answer = {"error": {"kind": kind_of(error), "message": repr(error)}}
        print(json.dumps(answer), flush=True)


asyncio.run(main())
