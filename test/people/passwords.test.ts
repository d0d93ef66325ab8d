import { readFile } from 'node:fs/promises'
import t from 'tap'
import { createPasswords } from '../../src/people/passwords.ts'

t.test('a password is kept as bcrypt of cost twelve and matches in any form of its letters', async (t) => {
  const passwords = createPasswords()
  const hash = await passwords.hash('contraseña única')
  t.match(hash, /^\$2b\$12\$/)
  t.equal(await passwords.matches('contraseña única'.normalize('NFD'), hash), true)
  t.equal(await passwords.matches('contraseña unica', hash), false)
})

t.test('what bcrypt would not read to its end is refused', async (t) => {
  const passwords = createPasswords()
  for (const clave of ['corta', 'x'.repeat(73), 'ñ'.repeat(37), 'con un nulo\0 dentro'])
    await t.rejects(
      passwords.hash(clave),
      { code: 'datos_invalidos', details: [{ campo: 'clave' }] },
      clave.slice(0, 12),
    )
  const hash = await passwords.hash('x'.repeat(72))
  t.equal(await passwords.matches('x'.repeat(72), hash), true)
  t.equal(await passwords.matches('x'.repeat(73), hash), false, 'bcrypt alone would say yes')
})

t.test('without an account nothing matches, not even the password behind the stand-in', async (t) => {
  const passwords = createPasswords()
  for (const none of [null, undefined]) t.equal(await passwords.matches('x', none), false)
})

t.test('one hash runs and thirty-two wait; the next is told when to come back', async (t) => {
  const passwords = createPasswords()
  const hash = await passwords.hash('una clave larga')
  const waiting = Array.from({ length: 33 }, () => passwords.matches('x', hash).then(() => 'done'))
  await t.rejects(passwords.matches('x', hash), { code: 'cola_de_claves_llena', retryAfterS: 17 })
  // The thread pool stays free for files: this read does not wait for the queue.
  const first = await Promise.race([...waiting.slice(2), readFile(import.meta.filename).then(() => 'read')])
  t.equal(first, 'read')
  t.same(new Set(await Promise.all(waiting)), new Set(['done']))
  t.equal(await passwords.matches('una clave larga', hash), true)
})
