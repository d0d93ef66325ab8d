import type { people as spanish } from '../es/people.ts'
import type { Texts } from '../es.ts'

export const people: Pick<Texts, keyof typeof spanish> = {
  follow: 'Follow',
  following: 'Following',
  followThem: (name) => `Follow ${name}`,
  elsewhere: 'Elsewhere',
  works: 'What they published',
  noWorks: (name) => `${name} has published nothing yet`,
  noWorksHint: 'Follow them, and you are told when they do.',
  noWorksMine: 'What you broadcast or upload will show up here.',
}
