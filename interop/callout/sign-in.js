// A service as the siblings are: it signs its own token and hands it to the server as auth_token.
// node sign-in.js URL GOOD_SEED USER_ID STRANGER_SEED: exits 0 if all went as it must. NatsJsTest
// runs it, with a Java service that answers on orders.get and asks on orders.js.
const { connect } = require("@nats-io/transport-node");
const { fromSeed } = require("@nats-io/nkeys");

const [url, goodSeed, userId, strangerSeed] = process.argv.slice(2);
const encode = (text) => new TextEncoder().encode(text);
const base64url = (bytes) => Buffer.from(bytes).toString("base64url");

function generateSelfIssuedJWT(seed, user, expiryHours = 1) {
  const key = fromSeed(encode(seed));
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: user, iss: key.getPublicKey(), iat: now, exp: now + expiryHours * 3600 };
  const header = { typ: "JWT", alg: "EdDSA" };
  const text = [header, claims].map((part) => base64url(JSON.stringify(part))).join(".");
  return `${text}.${base64url(key.sign(encode(text)))}`;
}

function signIn(seed, user) {
  return connect({ servers: url, token: generateSelfIssuedJWT(seed, user), reconnect: false });
}

async function mustFail(what, promise) {
  try {
    await promise;
  } catch (e) {
    console.log(`${what}: ${e.name}`);
    return;
  }
  throw new Error(`${what} did not fail`);
}

async function main() {
  const nats = await signIn(goodSeed, userId);
  console.log("signed in");
  const answer = await nats.request("orders.get", JSON.stringify("4711"), { timeout: 20000 });
  if (answer.json().order !== "4711") throw new Error("wrong answer of the Java service");
  console.log("asked the Java service");

  const asked = nats.subscribe("orders.js", { max: 1, timeout: 20000 });
  nats.publish("orders.js.ready");
  for await (const message of asked) {
    message.respond(JSON.stringify(`js ${message.json()}`));
  }
  await nats.flush();
  console.log("answered the Java service");

  const denied = new Promise((_, reject) => {
    nats.subscribe("secret", { callback: (error) => error && reject(error) });
  });
  await mustFail("a subject that is not granted", denied);
  await mustFail("a key that is not on the list", signIn(strangerSeed, userId));
  await mustFail("another user id", signIn(goodSeed, "svc:other"));
  await nats.close();
  console.log("all held");
}

main().catch((e) => {
  console.error(e.message);
  process.exit(1);
});
