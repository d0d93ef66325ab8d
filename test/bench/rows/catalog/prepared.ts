import { setTimeout as wait } from 'node:timers/promises'
import type { Reply } from '../../../../src/model/api.ts'
import type { Box } from '../../box.ts'

const lookEachMs = 50

/** Waits until an upload can be played. @throws where it cannot be prepared */
export const prepared = async (box: Box, content: string): Promise<Reply<'GET /api/content/:id'>> => {
  for (;;) {
    const found = await box.call<Reply<'GET /api/content/:id'>>('GET', content)
    if (found.estado === 'error') throw new Error('the upload could not be prepared')
    if (found.estado !== 'procesando') return found
    await wait(lookEachMs)
  }
}
