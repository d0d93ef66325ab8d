import { type Facetas, facetFields } from '../model/facetas.ts'
import type { VocabularyStore } from './vocabulary-store.ts'

/** What leads to contents. Nothing in it is made of what is not published. */
export interface Finding {
  /** @param limite of the values of each facet */
  facets(limite?: number): Promise<Facetas>
}

export interface FindingDeps {
  vocabulary: VocabularyStore
}

export const createFinding = ({ vocabulary }: FindingDeps): Finding => ({
  async facets(limite = 20) {
    const counted = facetFields.map(async (campo) => {
      const most = await vocabulary.most(campo, limite)
      return [campo, most.map(({ valor, cuantos }) => ({ valor, cuantos }))] as const
    })
    return Object.fromEntries(await Promise.all(counted)) as Facetas
  },
})
