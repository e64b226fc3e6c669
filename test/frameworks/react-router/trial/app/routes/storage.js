import { commitSession, destroySession, getSession } from '../session.server.js'

const changes = {
  read: () => {},
  set: (session) => session.set('visits', session.get('visits') === undefined ? 1 : 2),
  flash: (session) => session.flash('error', 'Invalid username'),
  take: (session) => session.get('error'),
}

export async function loader({ request, params }) {
  const session = await getSession(request.headers.get('Cookie'))
  const value = changes[params.name](session)
  const facts = { value, has: session.has('error'), data: session.data }
  return Response.json(facts, { headers: { 'Set-Cookie': await commitSession(session) } })
}

export async function action({ request }) {
  const session = await getSession(request.headers.get('Cookie'))
  return new Response('done', { headers: { 'Set-Cookie': await destroySession(session) } })
}
