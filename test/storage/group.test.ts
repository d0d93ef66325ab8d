import { DatabaseSync } from 'node:sqlite'
import t, { type Test } from 'tap'
import { NodoError } from '../../src/errors.ts'
import { commitGroup as commitFramed, type Unit } from '../../src/storage/embedded/group.ts'

const unframed = { open: () => undefined, seal: () => undefined }
const commitGroup = (db: DatabaseSync, units: readonly Unit[]) => commitFramed(db, units, unframed)

/** A database of at most so many pages, so that it is really full. */
const open = (t: Test, pages = 1_000) => {
  const db = new DatabaseSync(':memory:')
  t.teardown(() => db.close())
  db.exec(`CREATE TABLE filas (valor TEXT NOT NULL UNIQUE); PRAGMA max_page_count = ${pages}`)
  const insert = db.prepare('INSERT INTO filas VALUES (?)')
  return {
    db,
    add: (valor: string) => () => {
      insert.run(valor)
      return valor.length
    },
    count: () => Number(db.prepare('SELECT count(*) AS n FROM filas').get()?.n),
  }
}

t.test('a unit that throws undoes only itself, in the middle of what it did', async (t) => {
  const { db, add, count } = open(t)
  const half = () => {
    add('a medias')()
    throw new NodoError('email_ocupado')
  }
  t.match(commitGroup(db, [add('uno'), half, add('dos'), add('uno')]), [
    { value: 3 },
    { error: { code: 'email_ocupado' } },
    { value: 3 },
    { error: { code: 'ERR_SQLITE_ERROR' } },
  ])
  t.equal(count(), 2)
  t.equal(db.isTransaction, false)
})

t.test('on a full disk what has no room is refused whole, and what has it is kept', async (t) => {
  const { db, add, count } = open(t, 20)
  const large = (letter: string) => add(letter.repeat(60_000))
  const outcomes = commitGroup(db, [add('uno'), large('x'), add('dos'), large('y'), () => 'lee'])
  t.match(outcomes, [
    { value: 3 },
    { error: { code: 'sin_espacio' } },
    { value: 3 },
    { error: { code: 'sin_espacio' } },
    { value: 'lee' },
  ])
  t.equal(count(), 2)
  t.match(commitGroup(db, [add('tres')]), [{ value: 4 }], 'and it goes on')
})
