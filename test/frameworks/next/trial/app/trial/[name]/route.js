import { cookies } from 'next/headers'
import { notFound, permanentRedirect, redirect } from 'next/navigation'
import { getSession, withSession } from '../../../session.js'

const handlers = {
  async list(session) {
    session.set('list', ['first'])
    const same = (await getSession()) === session
    return Response.json({ same })
  },
  redirect(session) {
    session.set('visits', 5)
    redirect('/trial?from=redirect;1')
  },
  permanent(session) {
    session.set('visits', 6)
    permanentRedirect('/trial')
  },
  missing(session) {
    session.set('visits', 7)
    notFound()
  },
  fail(session) {
    session.set('visits', 9)
    throw new Error('thrown by a route handler')
  },
  async 'leave-and-fail'(session) {
    await session.logout()
    throw new Error('thrown by a route handler after a logout')
  },
  async 'leave-and-miss'(session) {
    await session.logout()
    notFound()
  },
  overfill(session) {
    session.set('note', 'x'.repeat(5_000))
    return new Response('done')
  },
  async cookies(session) {
    session.set('visits', 1)
    const jar = await cookies()
    jar.set('own', '1')
    return new Response('done', { headers: { 'Set-Cookie': 'other=2' } })
  },
  reported: () => Response.json(globalThis.reported ?? []),
}

const answer = withSession(async (session, _request, { params }) => {
  const { name } = await params
  return handlers[name](session)
})

export { answer as GET, answer as POST }
