import type { Id } from '../../model/primitives.ts'
import type { ArtistStore } from '../../people/store.ts'
import type { Collections } from './collections.ts'
import { reading } from './reading.ts'

export const createArtists = ({ artists }: Collections): ArtistStore => reading({ byId: (id: Id) => artists.byId(id) })
