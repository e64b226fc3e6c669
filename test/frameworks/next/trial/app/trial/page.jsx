import { getSession } from '../../session.js'
import * as actions from './actions.js'

const changes = {
  set: (session) => session.set('visits', 9),
  data: (session) => {
    session.data.visits = 9
  },
  nested: (session) => session.get('list')?.push('more'),
  permanent: (session) => {
    session.permanent = true
  },
  takeFlashes: (session) => session.takeFlashes(),
  update: (session) =>
    session.update((data) => {
      data.visits = 9
    }),
  logout: (session) => session.logout(),
  action: () => actions.visit(),
}

async function refusal(session, change) {
  try {
    await changes[change]?.(session)
    return null
  } catch (error) {
    return error.code
  }
}

export default async function Trial({ searchParams }) {
  const [session, same] = await Promise.all([getSession(), getSession()])
  const { change } = await searchParams
  const facts = {
    visits: session.get('visits', 0),
    subject: session.subject,
    isSame: session === same,
    refusal: await refusal(session, change),
  }
  return (
    <main>
      <p>{`facts ${JSON.stringify(facts)}`}</p>
      {Object.entries(actions).map(([name, action]) => (
        <form key={name} id={name} action={action}>
          <button type="submit">{name}</button>
        </form>
      ))}
    </main>
  )
}
