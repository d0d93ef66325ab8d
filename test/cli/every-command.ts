import type { Test } from 'tap'
import { nodo } from './run-nodo.ts'

export const email = 'ana@radio.example'
export const clave = 'una clave larga'

/** The commands that keep accounts and keys, through whatever `env` leads to. */
export const everyCommand = async (t: Test, env: Record<string, string>) => {
  const run = (words: string[], input = '') => nodo(t, words, env, input)
  t.match(await run(['user', 'list']), { code: 0, out: '', err: /Todavía no hay cuentas/ })
  t.match(await run(['user', 'create', email, '--password-stdin'], `${clave}\nmore`), {
    code: 0,
    out: 'Cuenta creada: ana@radio.example (creador).\n',
    err: '',
  })
  t.match(await run(['user', 'create', email.toUpperCase(), '--password-stdin'], clave), {
    code: 4,
    err: /Ya hay una cuenta/,
  })
  t.match(await run(['user', 'create', 'b@radio.example', '--password-stdin'], 'short'), { code: 2, err: /\S/ })
  t.match(await run(['user', 'role', email, 'admin']), { code: 0, out: 'ana@radio.example ahora es admin.\n' })
  t.match(await run(['user', 'role', email, 'creador']), { code: 4, err: /última cuenta de administración/ })
  t.match(await run(['user', 'password', 'x@radio.example', '--password-stdin'], clave), {
    code: 3,
    err: /No hay nadie/,
  })
  t.match(await run(['user', 'password', email, '--password-stdin'], 'otra clave larga'), { code: 0, err: '' })
  const people = JSON.parse((await run(['user', 'list', '--json'])).out) as object[]
  t.match(people, [{ email, nombre: 'ana', tipo_usuario: 'admin' }])
  t.notMatch(JSON.stringify(people), /clave_hash|lamport/)

  const made = await run(['key', 'create', email, 'estudio', '--json'])
  const { clave_transmision: key, ingesta } = JSON.parse(made.out) as {
    clave_transmision: { id: string; prefijo: string }
    ingesta: { clave: string; rtmp_url: string }
  }
  t.match(ingesta.rtmp_url, /^rtmp:\/\/\S+\/live$/)
  t.ok(ingesta.clave.startsWith(key.prefijo))
  const listed = await run(['key', 'list', email])
  t.match(listed.out, new RegExp(`${key.id} .*estudio`))
  t.notMatch(listed.out, new RegExp(ingesta.clave), 'a key is shown only once')
  t.match(await run(['key', 'revoke', key.id]), { code: 0, out: 'Clave revocada.\n' })
  t.match(await run(['key', 'revoke', key.id]), { code: 3, err: /no existe o ya se revocó/ })
  t.match(await run(['key', 'list', 'x@radio.example']), { code: 3 })
  t.match(await run(['user', 'create', 'oye@radio.example', '--role', 'espectador', '--password-stdin'], clave), {
    code: 0,
  })
  t.match(await run(['rebuild']), {
    code: 0,
    out: 'busqueda: hecho de nuevo con 2 documentos.\nfeeds: hecho de nuevo con 0 documentos.\ngrafo: hecho de nuevo con 2 documentos.\nnotificaciones: hecho de nuevo con 0 documentos.\nrankings: hecho de nuevo con 0 documentos.\nvocabulario: hecho de nuevo con 0 documentos.\n',
  })
  const rebuilt = await run(['rebuild', 'grafo', '--json'])
  t.match(JSON.parse(rebuilt.out), [{ nombre: 'grafo', estado: 'al_dia', hechos: 2, total: 2 }])
  t.match(await run(['rebuild', 'todo']), { code: 2, err: /no es uno de los valores posibles/ })
  t.match(await run(['key', 'create', 'oye@radio.example', 'casa']), { code: 1, err: /no puede hacer esto/ })
}
