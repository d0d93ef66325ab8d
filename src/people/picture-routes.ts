import type { Routes } from '../http/route.ts'
import type { Pictures } from './pictures.ts'
import type { Profiles } from './profiles.ts'

/** The picture by which a person shows themself. */
export const pictureRoutes =
  ({ pictures, profiles }: { pictures: Pictures; profiles: Profiles }): Routes =>
  (register) => {
    register('POST /api/users/:id/image', async ({ params, file, reader, ifMatch }) => {
      await pictures.give(params.id, file!.path, ifMatch)
      return profiles.read(params.id, reader)
    })
  }
