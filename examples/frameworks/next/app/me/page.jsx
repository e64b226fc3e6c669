import { getSession } from '../../session.js'
import { leave, visit } from './actions.js'

export default async function Me() {
  const session = await getSession()
  return (
    <form action={visit}>
      <p>{`Hello, ${session.subject}! You have visited ${session.get('visits', 0)} times`}</p>
      <button type="submit">Visit</button>
      <button type="submit" formAction={leave}>
        Log out
      </button>
    </form>
  )
}
