import { useEffect, useRef } from 'preact/hooks'
import { RegisterPage } from './account/register-page.tsx'
import { SignInPage } from './account/sign-in-page.tsx'
import { useApp, useTexts } from './app-context.ts'
import { CatalogPage } from './catalog/catalog-page.tsx'
import { ContentPage } from './content/content-page.tsx'
import { HomePage } from './home/home-page.tsx'
import { PersonIcon } from './icons.tsx'
import { lazy } from './kit/lazy.tsx'
import { type Code, languages } from './language.ts'
import { Band, Mark } from './mark.tsx'
import { NotFound } from './not-found.tsx'
import { Bell } from './notices/bell.tsx'
import { PersonPage } from './people/person-page.tsx'
import { match } from './router.ts'
import { LivePage } from './watch/live-page.tsx'

const FirstRunPage = lazy(async () => (await import('./account/first-run-page.tsx')).FirstRunPage)
const DeskPage = lazy<{ id: string }>(async () => (await import('./studio/desk-page.tsx')).DeskPage)
const StudioPage = lazy(async () => (await import('./studio/studio-page.tsx')).StudioPage)
const AccountPage = lazy(async () => (await import('./account/account-page.tsx')).AccountPage)
const AdminPage = lazy(async () => (await import('./admin/admin-page.tsx')).AdminPage)
const ClaimPage = lazy(async () => (await import('./account/claim-page.tsx')).ClaimPage)
const NoticesPage = lazy(async () => (await import('./notices/notices-page.tsx')).NoticesPage)
const PublishPage = lazy(async () => (await import('./publish/publish-page.tsx')).PublishPage)
const EditPage = lazy<{ id: string }>(async () => (await import('./publish/edit-page.tsx')).EditPage)

export const Shell = () => {
  const { router } = useApp()
  const texts = useTexts()
  const main = useRef<HTMLElement>(null)
  const path = router.path.value
  const first = useRef(true)
  // A page that changes without a load takes the focus along, as a load would.
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true })
    first.current = false
  }, [path])
  return (
    <>
      <a class="skip" href="#main">
        {texts.skip}
      </a>
      <Header path={path} />
      <main id="main" ref={main} tabIndex={-1}>
        <Page path={path} />
      </main>
      <footer class="footer">
        <p>{texts.footer}</p>
        <LanguageChoice />
      </footer>
    </>
  )
}

const Page = ({ path }: { path: string }) => {
  const live = match('/v/:code', path)
  if (live?.code) return <LivePage key={path} code={live.code} />
  const content = match('/c/:id', path)
  if (content?.id) return <ContentPage key={path} id={content.id} />
  const edit = match('/c/:id/editar', path)
  if (edit?.id) return <EditPage key={path} id={edit.id} />
  const person = match('/p/:id', path)
  if (person?.id) return <PersonPage key={path} id={person.id} />
  const desk = match('/estudio/:id', path)
  if (desk?.id) return <DeskPage key={path} id={desk.id} />
  if (match('/', path)) return <HomePage />
  if (match('/catalogo', path)) return <CatalogPage />
  if (match('/publicar', path)) return <PublishPage />
  if (match('/cuenta', path)) return <AccountPage />
  if (match('/administrar', path)) return <AdminPage />
  if (match('/avisos', path)) return <NoticesPage />
  if (match('/entrar', path)) return <SignInPage />
  if (match('/codigo', path)) return <ClaimPage />
  if (match('/registro', path)) return <RegisterPage />
  if (match('/primer-inicio', path)) return <FirstRunPage />
  if (match('/estudio', path)) return <StudioPage />
  return <NotFound />
}

const Header = ({ path }: { path: string }) => {
  const { session } = useApp()
  const texts = useTexts()
  const user = session.user.value
  const here = (to: string) => (path === to ? 'page' : undefined)
  return (
    <header class="top">
      <Band />
      <div class="top-row">
        <a class="brand" href="/" aria-label={`ComuniArte Nodo: ${texts.home}`}>
          <Mark />
          <span class="brand-word">
            Comuni<span>Arte</span>
          </span>
        </a>
        <nav aria-label={texts.menu}>
          <a href="/catalogo" aria-current={here('/catalogo')}>
            {texts.catalog}
          </a>
          <a href="/estudio" aria-current={path.startsWith('/estudio') ? 'page' : undefined}>
            {texts.studio}
          </a>
          {user && user.tipo_usuario !== 'espectador' && (
            <a href="/publicar" aria-current={here('/publicar')}>
              {texts.publish}
            </a>
          )}
          {user === null && (
            <a href="/entrar" aria-current={here('/entrar')}>
              {texts.signIn}
            </a>
          )}
        </nav>
        {user && (
          <div class="top-own">
            <Bell here={path === '/avisos'} />
            <a href="/cuenta" aria-current={here('/cuenta')} aria-label={texts.account} title={user.nombre}>
              <PersonIcon />
            </a>
          </div>
        )}
      </div>
    </header>
  )
}

const LanguageChoice = () => {
  const { language } = useApp()
  const texts = useTexts()
  return (
    <fieldset class="languages">
      <legend class="visually-hidden">{texts.language}</legend>
      {languages.map(({ code, name }) => (
        <button
          key={code}
          type="button"
          lang={code}
          class="link-button"
          aria-pressed={language.code.value === code}
          onClick={() => void language.use(code satisfies Code)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  )
}
