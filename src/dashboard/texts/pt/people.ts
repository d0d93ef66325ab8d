import type { people as spanish } from '../es/people.ts'
import type { Texts } from '../es.ts'

export const people: Pick<Texts, keyof typeof spanish> = {
  follow: 'Seguir',
  following: 'Seguindo',
  followThem: (name) => `Seguir ${name}`,
  elsewhere: 'Em outros lugares',
  works: 'O que publicou',
  noWorks: (name) => `${name} ainda não publicou nada`,
  noWorksHint: 'Siga, e avisamos quando publicar.',
  noWorksMine: 'O que você transmitir ou enviar aparecerá aqui.',
}
