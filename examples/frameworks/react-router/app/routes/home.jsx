import { sessionContext } from '../session.server.js'

export function loader({ context }) {
  const session = context.get(sessionContext)
  session.set('visits', session.get('visits', 0) + 1)
  return { visits: session.get('visits') }
}

export default function Home({ loaderData }) {
  return <p>{`You have visited ${loaderData.visits} times`}</p>
}
