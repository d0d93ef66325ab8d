/** People, and one's own account. */
export const people = {
  follow: 'Seguir',
  following: 'Siguiendo',
  followThem: (name: string) => `Seguir a ${name}`,
  elsewhere: 'En otros sitios',
  works: 'Lo que ha publicado',
  noWorks: (name: string) => `${name} todavía no ha publicado nada`,
  noWorksHint: 'Síguele, y te avisamos cuando lo haga.',
  noWorksMine: 'Lo que transmitas o subas aparecerá aquí.',
} as const
