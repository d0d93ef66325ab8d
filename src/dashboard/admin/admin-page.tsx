import { SignedIn } from '../account/signed-in.tsx'
import { useTexts, useTitle } from '../app-context.ts'
import { Empty } from '../kit/notice.tsx'
import { AuditLines } from './audit-lines.tsx'
import { NewPerson } from './new-person.tsx'
import { Reports } from './reports.tsx'

/** For those who run the box: what waits for them, who enters, who did what. */
export const AdminPage = () => {
  const texts = useTexts()
  useTitle(texts.administer)
  return (
    <div class="publish">
      <h1>{texts.administer}</h1>
      <SignedIn>
        {({ tipo_usuario }) =>
          tipo_usuario === 'admin' ? (
            <>
              <Reports />
              <NewPerson />
              <AuditLines />
            </>
          ) : (
            <Empty title={texts.adminsOnly} hint={texts.adminsOnlyHint} />
          )
        }
      </SignedIn>
    </div>
  )
}
