import type { ComponentChildren } from 'preact'

/** Something to be told: `problem` is announced at once, `calm` when the reader is free. */
export const Notice = ({
  kind,
  children,
}: {
  kind: 'problem' | 'calm' | 'warning' | 'good'
  children: ComponentChildren
}) => (
  <div class={`notice notice-${kind}`} role={kind === 'problem' ? 'alert' : 'status'}>
    {children}
  </div>
)

/** A place where there is nothing yet, and what to expect. */
export const Empty = ({ title, hint, children }: { title: string; hint: string; children?: ComponentChildren }) => (
  <div class="empty">
    <svg viewBox="0 0 120 60" width="120" height="60" aria-hidden="true" class="empty-art">
      <path d="M2 58h116M14 58 40 26l16 18 18-30 32 44" />
      <circle cx="96" cy="14" r="8" />
    </svg>
    <p class="empty-title">{title}</p>
    <p class="muted">{hint}</p>
    {children}
  </div>
)
