import type { ErrorEntry } from './error-entry.ts'

/** What somebody may be told about nodes, their centre and what they disagree on. */
export const syncErrors = {
  nodo_no_encontrado: {
    http: 404,
    exit: 3,
    es: 'Ese nodo no está inscrito aquí: revisa la lista de nodos.',
    pt: 'Esse nó não está inscrito aqui: confira a lista de nós.',
    en: 'That node is not enrolled here: look at the list of nodes.',
  },
  nodo_ya_inscrito: {
    http: 409,
    exit: 4,
    es: 'Ya hay un nodo con esa identidad y otra clave: si este es una copia, inscríbelo como nuevo.',
    pt: 'Já há um nó com essa identidade e outra chave: se este é uma cópia, inscreva-o como novo.',
    en: 'There is a node with that identity and another key: if this one is a copy, enrol it as a new one.',
  },
  conflicto_no_encontrado: {
    http: 404,
    exit: 3,
    es: 'Ese conflicto no existe: vuelve a cargar la lista.',
    pt: 'Esse conflito não existe: recarregue a lista.',
    en: 'There is no such conflict: load the list again.',
  },
  conflicto_resuelto: {
    http: 409,
    exit: 4,
    es: 'Alguien ya decidió este conflicto: mira cómo quedó.',
    pt: 'Alguém já decidiu este conflito: veja como ficou.',
    en: 'Somebody has already decided this conflict: see how it ended.',
  },
} as const satisfies Record<string, ErrorEntry>
