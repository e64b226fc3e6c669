import { redirect } from 'next/navigation'
import { getSession } from '../session.js'
import { logOut, visit } from './actions.js'

export default async function Home() {
  const session = await getSession()
  if (session.subject === null) redirect('/login')
  return (
    <form action={visit}>
      <p>{`Hello, ${session.subject}! You have visited ${session.get('visits', 0)} times`}</p>
      <button type="submit">Visit</button>
      <button type="submit" formAction={logOut}>
        Log out
      </button>
    </form>
  )
}
