import type { Clock } from '../clock.ts'
import type { Routes } from '../http/route.ts'
import type { Pictures } from './pictures.ts'
import { actFor, type Profiles } from './profiles.ts'

/** The picture by which a person shows themself. */
export const pictureRoutes =
  ({ pictures, profiles, clock }: { pictures: Pictures; profiles: Profiles; clock: Pick<Clock, 'wall'> }): Routes =>
  (register) => {
    register('POST /api/users/:id/image', async ({ params, file, reader, ifMatch }) => {
      await pictures.give(params.id, file!.path, ifMatch, actFor(params.id, reader, clock.wall()))
      return profiles.read(params.id, reader)
    })
  }
