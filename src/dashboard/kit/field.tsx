import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'
import { useTexts } from '../app-context.ts'
import { EyeIcon, EyeOffIcon } from '../icons.tsx'

export interface FieldProps {
  label: string
  name: string
  hint?: string
  /** What is wrong with it, in words. */
  problem?: string
  optional?: boolean
}

/** The element's types want one literal; every textual kind takes the same attributes. */
export const inputType = (kind: 'text' | 'email' | 'password') => kind as 'text'

const Frame = (props: FieldProps & { id: string; children: ComponentChildren }) => {
  const texts = useTexts()
  return (
    <div class={props.problem ? 'field field-wrong' : 'field'}>
      <label for={props.id}>
        {props.label} {props.optional && <span class="muted field-optional">({texts.optional})</span>}
      </label>
      {props.children}
      {props.hint && (
        <p class="hint" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.problem && (
        <p class="field-problem" id={`${props.id}-problem`}>
          {props.problem}
        </p>
      )}
    </div>
  )
}

const describedBy = (id: string, { hint, problem }: FieldProps): string | undefined =>
  [problem && `${id}-problem`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined

type TextProps = FieldProps & {
  type?: 'text' | 'email'
  autocomplete?: 'off' | 'name' | 'username' | 'one-time-code'
  value?: string
  maxLength?: number
  inputMode?: 'text' | 'email'
  autocapitalize?: 'none' | 'sentences'
}

export const TextField = (props: TextProps) => {
  const id = useId()
  return (
    <Frame {...props} id={id}>
      <input
        id={id}
        name={props.name}
        type={inputType(props.type ?? 'text')}
        autocomplete={props.autocomplete ?? 'off'}
        autocapitalize={props.autocapitalize}
        inputMode={props.inputMode}
        maxLength={props.maxLength}
        defaultValue={props.value}
        aria-required={!props.optional}
        aria-invalid={props.problem !== undefined}
        aria-describedby={describedBy(id, props)}
      />
    </Frame>
  )
}

export const TextArea = (props: FieldProps & { maxLength?: number; value?: string; rows?: number }) => {
  const id = useId()
  return (
    <Frame {...props} id={id}>
      <textarea
        id={id}
        name={props.name}
        rows={props.rows ?? 3}
        maxLength={props.maxLength}
        defaultValue={props.value}
        aria-invalid={props.problem !== undefined}
        aria-describedby={describedBy(id, props)}
      />
    </Frame>
  )
}

/** One of several. `none` says in words what it means to choose none. */
export const SelectField = (
  props: FieldProps & { value?: string | null; none?: string; options: readonly { value: string; words: string }[] },
) => {
  const id = useId()
  return (
    <Frame {...props} id={id}>
      <select
        id={id}
        name={props.name}
        aria-invalid={props.problem !== undefined}
        aria-describedby={describedBy(id, props)}
      >
        {props.none !== undefined && <option value="">{props.none}</option>}
        {props.options.map(({ value, words }) => (
          <option key={value} value={value} selected={value === props.value}>
            {words}
          </option>
        ))}
      </select>
    </Frame>
  )
}

/** Something that is so or not. */
export const TickField = ({ label, name, hint, ticked }: FieldProps & { ticked?: boolean }) => (
  <label class="choice">
    <input type="checkbox" name={name} defaultChecked={ticked} />
    <span>
      <strong>{label}</strong>
      {hint && <span class="hint">{hint}</span>}
    </span>
  </label>
)

/** A file of this device. */
export const FileField = (props: FieldProps & { accept: string; onFile?: (file: File | undefined) => void }) => {
  const id = useId()
  return (
    <Frame {...props} id={id}>
      <input
        id={id}
        name={props.name}
        type="file"
        class="file-input"
        accept={props.accept}
        aria-invalid={props.problem !== undefined}
        aria-describedby={describedBy(id, props)}
        onChange={(event) => props.onFile?.(event.currentTarget.files?.[0])}
      />
    </Frame>
  )
}

export const PasswordField = (props: FieldProps & { autocomplete: 'current-password' | 'new-password' }) => {
  const id = useId()
  const texts = useTexts()
  const [shown, setShown] = useState(false)
  return (
    <Frame {...props} id={id}>
      <div class="field-with-button">
        <input
          id={id}
          name={props.name}
          type={inputType(shown ? 'text' : 'password')}
          autocomplete={props.autocomplete}
          autocapitalize="none"
          spellcheck={false}
          aria-required
          aria-invalid={props.problem !== undefined}
          aria-describedby={describedBy(id, props)}
        />
        <button
          type="button"
          class="icon-button"
          onClick={() => setShown(!shown)}
          aria-label={shown ? texts.hidePassword : texts.showPassword}
        >
          {shown ? <EyeOffIcon /> : <EyeIcon />}
        </button>
      </div>
    </Frame>
  )
}
