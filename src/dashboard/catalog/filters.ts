/** What the catalog's address asks for. Its names are those of the call. */
export interface Asked {
  q?: string
  tipo?: Kind
  categoria?: string
  etiqueta: string[]
  region?: string
  idioma?: string
  tema?: string
  locacion?: string
  orden?: 'populares'
}

export const kinds = ['video', 'audio', 'texto', 'live'] as const
export type Kind = (typeof kinds)[number]

/** Those that are one text each, and are taken away again one by one. */
export const plain = ['categoria', 'region', 'idioma', 'tema', 'locacion'] as const

const oneOf = <T extends string>(among: readonly T[], text: string | null): T | undefined =>
  among.find((one) => one === text)

/** What an address asks for; what it does not know is left out. */
export const askedIn = (search: string): Asked => {
  const query = new URLSearchParams(search)
  const text = (name: string) => query.get(name)?.trim() || undefined
  return {
    q: text('q'),
    tipo: oneOf(kinds, query.get('tipo')),
    etiqueta: [...new Set(query.getAll('etiqueta').filter((label) => label.trim() !== ''))],
    orden: oneOf(['populares'] as const, query.get('orden')),
    ...Object.fromEntries(plain.map((name) => [name, text(name)])),
  }
}

/** The address of the catalog that asks for it. */
export const addressOf = (asked: Partial<Asked>): string => {
  const query = new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one])),
  )
  return query.size > 0 ? `/catalogo?${query}` : '/catalogo'
}

/** How many of them narrow the list, apart from words and order. */
export const narrowing = ({ tipo, etiqueta, ...rest }: Asked): number =>
  (tipo ? 1 : 0) + etiqueta.length + plain.filter((name) => rest[name]).length
