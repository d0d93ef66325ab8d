import type { Perfil } from '../../model/perfil.ts'
import { useApp, useTexts } from '../app-context.ts'
import { TextArea, TextField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { problemsOf } from './checks.ts'
import { SavedForm } from './saved-form.tsx'

/** One line a place elsewhere: its name and its address. */
const linksOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name, address] = /^\s*(.*?)[\s:]*\s(https?:\/\/\S+)\s*$/i.exec(line) ?? []
      return name && address ? [[name, address]] : []
    }),
  )
const linesOf = (links: Record<string, string>): string =>
  Object.entries(links)
    .map(([name, address]) => `${name} ${address}`)
    .join('\n')
const isRead = (text: string): boolean =>
  text.split('\n').filter((line) => line.trim() !== '').length === Object.keys(linksOf(text)).length

/** What everybody may read of one. */
export const ProfileForm = ({ profile, changed }: { profile: Perfil; changed: () => void }) => {
  const { api } = useApp()
  const texts = useTexts()
  const form = useForm({
    check: ({ nombre = '', perfil_redes = '' }) =>
      problemsOf({
        nombre: nombre.trim() === '' ? texts.needField : undefined,
        perfil_redes: isRead(perfil_redes) ? undefined : texts.linksProblem,
      }),
    send: async ({ nombre = '', region = '', bio = '', perfil_redes = '' }) => {
      const body = { nombre: nombre.trim(), region: region.trim() || null, bio, perfil_redes: linksOf(perfil_redes) }
      await api.call('PUT /api/users/:id', { params: { id: profile.id }, body })
      changed()
    },
  })
  const { problems } = form
  return (
    <SavedForm title={texts.profile} id="profile" form={form}>
      <TextField
        label={texts.name}
        name="nombre"
        autocomplete="name"
        maxLength={120}
        value={profile.nombre}
        problem={problems.nombre}
      />
      <TextField
        label={texts.filter_region}
        name="region"
        maxLength={80}
        value={profile.region ?? ''}
        hint={texts.regionHint}
        optional
        problem={problems.region}
      />
      <TextArea
        label={texts.aboutYou}
        name="bio"
        rows={4}
        maxLength={5000}
        value={profile.bio}
        optional
        problem={problems.bio}
      />
      <TextArea
        label={texts.elsewhere}
        name="perfil_redes"
        rows={3}
        value={linesOf(profile.perfil_redes)}
        hint={texts.linksHint}
        optional
        problem={problems.perfil_redes}
      />
    </SavedForm>
  )
}
