import type { Scenario } from '../../figure.ts'
import { rangedDownload } from './first-byte.ts'
import { searches } from './search.ts'
import { soundOfFilm } from './sound-of-film.ts'
import { bigUpload } from './upload.ts'

/** What bringing, preparing, finding and taking home costs. */
export const catalog: Scenario = {
  name: 'catalog',
  options: ['gigabytes', 'seed'],
  seconds: 480,
  run: async (bench) => [
    ...(await bigUpload(bench)),
    ...(await rangedDownload(bench)),
    ...(await soundOfFilm(bench)),
    ...(await searches(bench)),
  ],
}
