package ai.lixpi.nats;

/** A version of TLS. Older ones are never used. */
public enum TlsVersion {
  /** TLS 1.2 (RFC 5246). */
  TLS_1_2,
  /** TLS 1.3 (RFC 8446). */
  TLS_1_3
}
