import type { DatabaseSync } from 'node:sqlite'
import type { ListaGuardada } from '../../model/lista.ts'
import type { Id } from '../../model/primitives.ts'

/** Finds lists by what is in them and by whom they are shared with: brought up with each change of a list. */
export const linkLists = (db: DatabaseSync) => {
  const link = (table: string, column: string) => ({
    add: db.prepare(`INSERT OR IGNORE INTO ${table} (${column}, lista_id) VALUES (?, ?)`),
    drop: db.prepare(`DELETE FROM ${table} WHERE ${column} = ? AND lista_id = ?`),
  })
  const contents = link('listas_contenidos', 'contenido_id')
  const people = link('listas_colaboradores', 'usuario_id')
  const follow = ({ add, drop }: typeof contents, listId: Id, before: Set<Id>, after: Set<Id>) => {
    for (const id of before.difference(after)) drop.run(id, listId)
    for (const id of after.difference(before)) add.run(id, listId)
  }
  const contentsOf = (list?: ListaGuardada) => new Set(list?.contenidos.map(({ contenido_id }) => contenido_id))
  const peopleOf = (list?: ListaGuardada) => new Set(list?.colaboradores.map(({ usuario_id }) => usuario_id))
  return (before: ListaGuardada | undefined, after: ListaGuardada | undefined) => {
    const id = (after ?? before)?.id ?? ''
    follow(contents, id, contentsOf(before), contentsOf(after))
    follow(people, id, peopleOf(before), peopleOf(after))
  }
}
