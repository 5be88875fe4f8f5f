// Makes vectors.json: boxes that @nats-io/nkeys has sealed, for the Java side to open.
// With an argument it checks boxes the other way: node make.js --open FILE reads lines of
// {"receiverSeed","senderPublic","sealed","plain"} that Java has sealed, and fails on the first
// that does not open to its plain text. All keys in here are for tests only.
const { fromCurveSeed, createCurve } = require("@nats-io/nkeys");
const fs = require("fs");

const text = (bytes) => new TextDecoder().decode(bytes);
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

if (process.argv[2] === "--open") {
  const lines = fs.readFileSync(process.argv[3], "utf8").trim().split("\n");
  for (const line of lines) {
    const v = JSON.parse(line);
    const key = fromCurveSeed(new TextEncoder().encode(v.receiverSeed));
    const plain = key.open(Buffer.from(v.sealed, "base64"), v.senderPublic);
    if (!plain || base64(plain) !== v.plain) {
      console.error("a box of Java did not open");
      process.exit(1);
    }
  }
  console.log(`${lines.length} boxes of Java opened`);
} else {
  const vectors = [];
  for (const size of [0, 1, 15, 16, 31, 32, 33, 63, 64, 65, 255, 1024, 5000]) {
    const sender = createCurve();
    const receiver = createCurve();
    const plain = new Uint8Array(size).map((_, i) => (i * 7 + size) & 0xff);
    vectors.push({
      senderSeed: text(sender.getSeed()),
      senderPublic: sender.getPublicKey(),
      receiverSeed: text(receiver.getSeed()),
      receiverPublic: receiver.getPublicKey(),
      plain: base64(plain),
      sealed: base64(sender.seal(plain, receiver.getPublicKey())),
    });
  }
  fs.writeFileSync("vectors.json", JSON.stringify(vectors, null, 1) + "\n");
  console.log(`${vectors.length} vectors`);
}
