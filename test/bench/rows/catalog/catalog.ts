import type { Scenario } from '../../figure.ts'
import { rangedDownload } from './first-byte.ts'
import { soundOfFilm } from './sound-of-film.ts'
import { bigUpload } from './upload.ts'

/** What bringing, preparing and taking home costs. */
export const catalog: Scenario = {
  name: 'catalog',
  options: ['gigabytes', 'seed'],
  seconds: 180,
  run: async (bench) => [...(await bigUpload(bench)), ...(await rangedDownload(bench)), ...(await soundOfFilm(bench))],
}
