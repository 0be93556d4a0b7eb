/** What a failed TLS handshake means to somebody who can mend it, by OpenSSL's and Node's codes. */
const words: Readonly<Record<string, string>> = {
  ...sameWords(
    "the authority that signed the broker's certificate is not trusted here: `caFile` of the credential must be that authority's certificate",
    [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "UNABLE_TO_GET_ISSUER_CERT",
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "CERT_SIGNATURE_FAILURE",
    ],
  ),
  CERT_HAS_EXPIRED: "the broker's certificate has expired, or the clock of this machine is wrong",
  CERT_NOT_YET_VALID: "the broker's certificate is not valid yet, or the clock of this machine is wrong",
  ...sameWords("the broker asks for a certificate: name `certFile` and `keyFile` in the credential", [
    "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
  ]),
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    "the broker says that our certificate has expired: make a new one for `certFile`",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED:
    "the broker says that our certificate was revoked: make a new one for `certFile`",
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA:
    "the broker does not know the authority that signed our certificate, `certFile` of the credential",
  ...sameWords("the broker does not take our certificate, `certFile` of the credential", [
    "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
    "ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN",
    "ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
  ]),
  ...sameWords("what answers there speaks no TLS: is this the port for mqtts?", [
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "ERR_SSL_PACKET_LENGTH_TOO_LONG",
  ]),
};

function sameWords(meaning: string, codes: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(codes.map((code) => [code, meaning]));
}

/** Why two ends do not trust each other, by the code of the error; undefined where the error is of another kind. */
export function tlsTrouble({ code, names }: { readonly code: unknown; readonly names: unknown }): string | undefined {
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    const given = typeof names === "string" && names !== "" ? names : "no name";
    return `the broker's certificate is for ${given}: the url must have such a name, or the certificate this one`;
  }
  return words[String(code)];
}
