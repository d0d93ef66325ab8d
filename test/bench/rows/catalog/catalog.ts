import type { Scenario } from '../../figure.ts'
import { rangedDownload } from './first-byte.ts'
import { killedUploads } from './killed-uploads.ts'
import { searches } from './search.ts'
import { soundOfFilm } from './sound-of-film.ts'
import { bigUpload } from './upload.ts'

/** What bringing, preparing, finding and taking home costs. */
export const catalog: Scenario = {
  name: 'catalog',
  options: ['gigabytes', 'seed', 'upload-kills'],
  seconds: 560,
  run: async (bench) => [
    ...(await bigUpload(bench)),
    ...(await killedUploads(bench)),
    ...(await rangedDownload(bench)),
    ...(await soundOfFilm(bench)),
    ...(await searches(bench)),
  ],
}
