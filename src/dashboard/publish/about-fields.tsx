import type { ContenidoVista } from '../../model/contenido.ts'
import { useApp, useTexts } from '../app-context.ts'
import { SelectField, TextArea, TextField } from '../kit/field.tsx'
import type { Problems, Values } from '../kit/form.ts'
import { labelsOf } from '../kit/labels.ts'
import { categories, categoryName, languageChoices } from '../kit/vocabulary.ts'

/** What is said of a content: the same fields where it is published and where it is changed. */
export const AboutFields = ({ of, title, problems }: { of?: ContenidoVista; title?: string; problems: Problems }) => {
  const { language } = useApp()
  const texts = useTexts()
  const codes = [...new Set([...categories, ...(of?.categoria ? [of.categoria] : [])])]
  return (
    <>
      <TextField
        key={title}
        label={texts.contentTitle}
        name="titulo"
        value={of?.titulo ?? title}
        maxLength={200}
        problem={problems.titulo}
      />
      <TextArea
        label={texts.description}
        name="descripcion"
        value={of?.descripcion}
        optional
        maxLength={5000}
        problem={problems.descripcion}
      />
      <SelectField
        label={texts.filter_categoria}
        name="categoria"
        value={of?.categoria}
        optional
        none={texts.noCategory}
        options={codes.map((value) => ({ value, words: categoryName(value, texts) }))}
        problem={problems.categoria}
      />
      <TextField
        label={texts.labels}
        name="etiquetas"
        value={of?.etiquetas.join(', ')}
        optional
        hint={texts.labelsHint}
        maxLength={600}
        problem={problems.etiquetas}
      />
      <SelectField
        label={texts.filter_idioma}
        name="idioma"
        value={of?.idioma}
        optional
        none={texts.noLanguage}
        options={languageChoices(language.code.value, of?.idioma)}
        problem={problems.idioma}
      />
      <details class="more-fields">
        <summary>{texts.moreFields}</summary>
        <div class="stack">
          <TextField
            label={texts.filter_region}
            name="region"
            value={of?.region ?? undefined}
            optional
            hint={texts.regionHint}
            maxLength={80}
            problem={problems.region}
          />
          <TextField
            label={texts.author}
            name="autor"
            value={of?.autor ?? undefined}
            optional
            hint={texts.authorHint}
            maxLength={200}
            problem={problems.autor}
          />
          <TextField
            label={texts.licence}
            name="licencia"
            value={of?.licencia ?? undefined}
            optional
            hint={texts.licenceHint}
            maxLength={60}
            problem={problems.licencia}
          />
        </div>
      </details>
    </>
  )
}

/** The fields as they are sent; what was left empty is undefined. */
export const aboutIn = (values: Values) => {
  const text = (name: string) => values[name]?.trim() || undefined
  return {
    titulo: text('titulo') ?? '',
    descripcion: text('descripcion'),
    categoria: text('categoria'),
    etiquetas: labelsOf(values.etiquetas ?? ''),
    idioma: text('idioma'),
    region: text('region'),
    autor: text('autor'),
    licencia: text('licencia'),
  }
}
export type About = ReturnType<typeof aboutIn>
