import { sketchOf } from '../../../../src/analytics/sketch.ts'
import { naturalId } from '../../../../src/model/ids.ts'
import { stretches } from '../../../../src/model/vista.ts'
import type { Bench, Figure } from '../../figure.ts'
import { openEmbedded } from './bases.ts'

const contents = 5_000
const cellsAtOnce = 1_000
const loops = 3

/** Cells of views, as sessions' reports make them: each adds to one of as many contents as a busy hour has. */
export const viewCells = async (bench: Bench): Promise<Figure[]> => {
  const seconds = bench.option('seconds', 5)
  const storage = await openEmbedded(bench)
  const ids = Array.from({ length: contents }, (_, i) => naturalId('contenidos', String(i)))
  const people = Array.from({ length: 500 }, (_, i) => sketchOf([`oyente ${i}`]))
  const heard = Array.from({ length: stretches }, (_, i) => Number(i < 7))
  const cell = (n: number) => ({
    contenido_id: ids[n % contents] ?? '',
    region: 'MX-OAX',
    vistas: 1,
    duracion_total_ms: 1_000,
    completadas: 0,
    interacciones: 0,
    unicos: people[(n * 7) % people.length] ?? new Uint8Array(),
    retencion: heard,
  })
  const hour = { arranque: 1, hora_arranque: 0, nodo_ms: 1, sesiones: [] }
  let made = 0
  const begun = performance.now()
  const loop = async () => {
    while (performance.now() - begun < seconds * 1000) {
      const from = made
      made += cellsAtOnce
      await storage.views.add({ ...hour, celdas: Array.from({ length: cellsAtOnce }, (_, i) => cell(from + i)) })
    }
  }
  await Promise.all(Array.from({ length: loops }, loop))
  const rate = made / ((performance.now() - begun) / 1000)
  await storage.stop()
  bench.say(`${rate.toFixed(0)} cells/s`)
  return [{ figure: 'cells of vistas a second, embedded', unit: '/s', ours: rate, bar: 100_000, better: 'more' }]
}
