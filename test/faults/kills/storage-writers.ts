import { playId } from '../../../src/model/historial.ts'
import { newId } from '../../../src/model/ids.ts'
import type { TipoReaccion } from '../../../src/model/reaccion.ts'
import { reactionId } from '../../../src/model/reaccion.ts'
import { followId } from '../../../src/model/seguimiento.ts'
import { type Asking, acknowledgedIn } from './asking.ts'
import type { Ledger } from './ledger.ts'
import type { StorageChild } from './storage-child.ts'

/** The people and contents that every writer knows of. */
export interface Town {
  people: string[]
  works: string[]
}

const categories = ['música', 'noticias', 'memoria'] as const
const kinds: readonly TipoReaccion[] = ['me_gusta', 'aplauso']

/** Makes the people and what they publish. */
export const foundTown = async (child: StorageChild, asking: Asking, ledger: Ledger, size: number): Promise<Town> => {
  const numbers = Array.from({ length: size }, (_, n) => n)
  const person = async (n: number) => {
    const email = `vecina-${n}@radio.example`
    const id = await asking.until('register', () => child.ask('register', { clave: email, email }))
    if (id === undefined) throw new Error('nobody could be registered')
    ledger.put('usuarios', id, { email })
    return id
  }
  const people = await Promise.all(numbers.map(person))
  const work = async (n: number) => {
    const id = newId(Date.now())
    const [titulo, categoria] = [`obra ${word(id)}`, categories[n % 3]!]
    const made = { id, creador: people[n % (size / 2)] ?? '', titulo, categoria }
    await asking.until('publish', () => child.ask('publish', made))
    ledger.put('contenidos', id, { titulo, categoria, estado: 'publicado', version: 1 })
    return id
  }
  return { people, works: await Promise.all(numbers.map(work)) }
}

/** A word that one content alone is found by. */
const word = (id: string) => `p${id.replaceAll('-', '')}`

/**
 * One who acts without pause, one act after the other, as one person; what others share with it is theirs to add to,
 * and what it changes is its own.
 * @returns one more act, acknowledged in the end
 */
export const createStorageWriter = (
  {
    child,
    asking,
    ledger,
    town,
    random,
  }: { child: StorageChild; asking: Asking; ledger: Ledger; town: Town; random: () => number },
  n: number,
) => {
  const me = town.people[n] ?? ''
  const sesion = newId(Date.now())
  const own: string[] = []
  const lists: string[] = []
  let heard = 0
  let named = 0
  const one = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const clave = () => newId(Date.now())
  const acknowledged = acknowledgedIn(asking, ledger)
  /** Counts what a record with a natural key has been changed to. */
  const tie = (table: string, id: string, fields: { activo: boolean; tipo?: string }) => {
    const before = ledger.find(table, id)
    if (!before && !fields.activo) return
    const same = before && before.activo === fields.activo && (!fields.activo || before.tipo === fields.tipo)
    ledger.put(table, id, { ...before, ...fields, version: Number(before?.version ?? 0) + (same ? 0 : 1) })
  }

  const acts = {
    register: () => {
      const email = `${newId(Date.now())}@radio.example`
      const key = clave()
      return acknowledged(
        'register',
        () => child.ask('register', { clave: key, email }),
        (id) => ledger.put('usuarios', id, { email }),
      )
    },
    publish: () => {
      const id = newId(Date.now())
      const [titulo, categoria] = [`obra ${word(id)}`, one(categories)]
      return acknowledged(
        'publish',
        () => child.ask('publish', { id, creador: me, titulo, categoria }),
        () => {
          ledger.put('contenidos', id, { titulo, categoria, estado: 'publicado', version: 1 })
          own.push(id)
        },
      )
    },
    edit: async () => {
      if (own.length === 0) return
      const id = one(own)
      const version = Number(ledger.find('contenidos', id)?.version)
      const [titulo, categoria] = [`obra ${word(id)} otra vez ${named++}`, one(categories)]
      await acknowledged(
        'edit',
        () => child.ask('edit', { id, titulo, categoria, version }),
        () => ledger.put('contenidos', id, { titulo, categoria, version: version + 1 }),
      )
    },
    remove: async () => {
      const id = own.length > 2 ? own.shift() : undefined
      if (id !== undefined)
        await acknowledged(
          'remove',
          () => child.ask('remove', { id }),
          () => ledger.remove('contenidos', id),
        )
    },
    comment: () => {
      const given = { clave: clave(), usuario: me, contenido: one(town.works), texto: `dice ${named++} de ${me}` }
      return acknowledged(
        'comment',
        () => child.ask('comment', given),
        (id) =>
          ledger.put('comentarios', id, {
            texto: given.texto,
            usuario_id: me,
            contenido_id: given.contenido,
            version: 1,
          }),
      )
    },
    react: () => {
      const contenido = one(town.works)
      const tipo = random() < 0.3 ? null : one(kinds)
      return acknowledged(
        'react',
        () => child.ask('react', { usuario: me, contenido, tipo }),
        () => tie('reacciones', reactionId(me, contenido), tipo === null ? { activo: false } : { activo: true, tipo }),
      )
    },
    follow: () => {
      const [creador, activo] = [one(town.people), random() < 0.6]
      return acknowledged(
        'follow',
        () => child.ask('follow', { usuario: me, creador, activo }),
        () => tie('seguimientos', followId(me, creador), { activo }),
      )
    },
    hear: async () => {
      const [contenido, lengthMs, next] = [one(town.works), 1_000 + Math.floor(random() * 60_000), heard + 1]
      await acknowledged(
        'hear',
        () => child.ask('hear', { sesion, n: next, contenido, lengthMs }),
        () => {
          ledger.hear(contenido, lengthMs)
          heard = next
        },
      )
    },
    play: () => {
      const [contenido, ms] = [one(town.works), 1_000 + Math.floor(random() * 60_000)]
      const id = playId(me, contenido)
      const before = ledger.find('historial', id)
      const [veces, duracion_vista_ms] = [Number(before?.veces ?? 0) + 1, Number(before?.duracion_vista_ms ?? 0) + ms]
      return acknowledged(
        'play',
        () => child.ask('play', { usuario: me, contenido, veces, ms }),
        () => ledger.put('historial', id, { veces, duracion_vista_ms }),
      )
    },
    collect: () => {
      const given = { clave: clave(), usuario: me, nombre: `lista ${named++}` }
      return acknowledged(
        'collect',
        () => child.ask('collect', given),
        (id) => {
          ledger.put('listas', id, { nombre: given.nombre, usuario_id: me, version: 1 })
          lists.push(id)
        },
      )
    },
    rename: async () => {
      if (lists.length === 0) return
      const [id, nombre] = [one(lists), `lista ${named++}`]
      const version = Number(ledger.find('listas', id)?.version)
      await acknowledged(
        'rename',
        () => child.ask('rename', { id, nombre, version }),
        () => ledger.put('listas', id, { nombre, version: version + 1 }),
      )
    },
  }
  const all = Object.values(acts)
  return async (): Promise<void> => {
    await one(all)()
  }
}
