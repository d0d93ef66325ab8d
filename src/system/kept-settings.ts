import type { Settings } from '../load-config.ts'
import type { Service } from '../service.ts'
import type { SettingStore } from './store.ts'

/** Takes up, at the start, what the centre and the dashboard set in earlier runs. */
export const createKeptSettings = (store: Pick<SettingStore, 'setBy'>, settings: Pick<Settings, 'adopt'>): Service => ({
  name: 'settings of the centre and the dashboard',
  async start() {
    for (const origen of ['centro', 'panel'] as const) {
      const set = (await store.setBy(origen)).filter(({ valor }) => valor !== null)
      settings.adopt(origen, Object.fromEntries(set.map(({ clave, valor }) => [clave, valor])))
    }
  },
  stop: async () => undefined,
})
