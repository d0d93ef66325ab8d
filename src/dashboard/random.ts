/** A random token of 128 bits in hexadecimal. (`crypto.randomUUID` is missing on plain HTTP.) */
export const randomToken = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
