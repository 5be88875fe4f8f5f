package ai.lixpi.nats.docs;

record Order(String id, int amount) {}
