import type { Perfil } from '../../model/perfil.ts'
import { useApp, useTexts } from '../app-context.ts'
import { TickField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { SavedForm } from './saved-form.tsx'

/** What one may be told of, and may not want to be. */
const told = ['live_iniciada', 'contenido_publicado', 'comentario', 'seguidor', 'colaboracion_propuesta'] as const

/** How one wants to be served. */
export const PreferencesForm = ({ profile, changed }: { profile: Perfil; changed: () => void }) => {
  const { api } = useApp()
  const texts = useTexts()
  const { ahorro_datos, pausar_historial, notificaciones = {} } = profile.preferencias ?? {}
  const form = useForm({
    check: () => ({}),
    send: async (values) => {
      const preferencias = {
        ahorro_datos: 'ahorro_datos' in values,
        pausar_historial: 'pausar_historial' in values,
        notificaciones: { ...notificaciones, ...Object.fromEntries(told.map((one) => [one, one in values])) },
      }
      await api.call('PUT /api/users/:id', { params: { id: profile.id }, body: { preferencias } })
      changed()
    },
  })
  return (
    <SavedForm title={texts.preferences} id="preferences" form={form}>
      <TickField label={texts.saveData} name="ahorro_datos" ticked={ahorro_datos} hint={texts.saveDataHint} />
      <TickField
        label={texts.pauseHistory}
        name="pausar_historial"
        ticked={pausar_historial}
        hint={texts.pauseHistoryHint}
      />
      <fieldset class="ticks">
        <legend>{texts.tellMe}</legend>
        {told.map((one) => (
          <TickField key={one} label={texts[`tell_${one}`]} name={one} ticked={notificaciones[one] ?? true} />
        ))}
      </fieldset>
    </SavedForm>
  )
}
