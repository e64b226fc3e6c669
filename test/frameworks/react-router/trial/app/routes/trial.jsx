import { data, redirect } from 'react-router'
import { sessionContext } from '../session.server.js'

const loaders = {
  facts: (session) => ({ visits: session.get('visits', 0), subject: session.subject }),
  redirect(session) {
    session.set('visits', 5)
    throw redirect('/trial/facts')
  },
  missing(session) {
    session.set('visits', 7)
    throw data('nothing is here', { status: 404 })
  },
  fail(session) {
    session.set('visits', 9)
    throw new Error('thrown by a loader')
  },
  async 'leave-and-fail'(session) {
    await session.logout()
    throw new Error('thrown by a loader after a logout')
  },
  overfill(session) {
    session.set('note', 'x'.repeat(5_000))
    return {}
  },
}

export function loader({ params, context }) {
  return loaders[params.name](context.get(sessionContext))
}

export default function Trial({ loaderData }) {
  return <p>{`facts ${JSON.stringify(loaderData)}`}</p>
}

export function ErrorBoundary() {
  return <p>the error page of the app</p>
}
