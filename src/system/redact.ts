const hidden = '[oculto]'

const names =
  'authorization|proxy-authorization|cookie|set-cookie|clave|clave_\\w+|refresh|refresh_hash|token|boleto|password|' +
  'admin_password|secret|secreto|url_otpauth|jwt|codigo_totp|idempotency-key'

/**
 * What a secret looks like in a line of the log, whatever put it there: a field at any depth (the second: of JSON that
 * stands inside a string), a query of an address, the last step of an encoder's address, a bearer token, a JWT.
 */
const secrets: readonly [RegExp, string][] = [
  [new RegExp(`("(?:${names})"\\s*:\\s*")(?:[^"\\\\]|\\\\.)+`, 'gi'), `$1${hidden}`],
  [new RegExp(`(\\\\"(?:${names})\\\\"\\s*:\\s*\\\\")(?:[^"\\\\]|\\\\\\\\\\\\.|\\\\[^"])+`, 'gi'), `$1${hidden}`],
  [/([?&](?:boleto|token|clave|codigo|refresh|key|streamkey|pass|password|secret)=)[^&\s"'\\]+/gi, `$1${hidden}`],
  [/(rtmps?:\/\/[^/\s"']+\/[^/\s"']+\/)[^\s"'\\]+/gi, `$1${hidden}`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${hidden}`],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, hidden],
]

/** A line of the log without its secrets. */
export const redact = (line: string): string =>
  secrets.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line)
